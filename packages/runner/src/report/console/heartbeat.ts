import type { Clock } from '@loadero-test/core'

const initialIntervalMs = 60_000
const maxIntervalMs = 300_000

export interface Heartbeat {
  /** Restarts the interval after other output. */
  readonly touch: () => void
  readonly stop: () => void
}

/** Calls `beat` after one minute without output, then after two, then four, then every five minutes. */
export function startHeartbeat(timer: Clock, beat: () => void): Heartbeat {
  const stopping = new AbortController()
  let lastOutputMs = timer.now()
  let intervalMs = initialIntervalMs
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // Sleeps at most one minute at a time, because `touch` may shorten the interval during the sleep.
      const ms = Math.min(lastOutputMs + intervalMs - timer.now(), initialIntervalMs)
      await timer.sleep(ms, stopping.signal).catch(() => undefined)
      if (stopping.signal.aborted || timer.now() < lastOutputMs + intervalMs) continue
      beat()
      lastOutputMs = timer.now()
      intervalMs = Math.min(2 * intervalMs, maxIntervalMs)
    }
  }
  void watch()
  return {
    touch: () => {
      lastOutputMs = timer.now()
      intervalMs = initialIntervalMs
    },
    stop: () => stopping.abort(),
  }
}
