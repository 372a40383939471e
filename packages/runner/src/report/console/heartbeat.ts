import type { Clock } from '@loadero-test/core'

const firstSilenceMs = 60_000
const longestSilenceMs = 300_000

export interface Heartbeat {
  /** Something was said: there is no silence. */
  readonly touch: () => void
  readonly stop: () => void
}

/** Calls `beat` after a minute of silence, then after two, up to every five minutes. */
export function startHeartbeat(timer: Clock, beat: () => void): Heartbeat {
  const stopping = new AbortController()
  let sinceMs = timer.now()
  let silenceMs = firstSilenceMs
  const listen = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // Never longer than the shortest silence: what is said meanwhile may have begun it anew.
      const ms = Math.min(sinceMs + silenceMs - timer.now(), firstSilenceMs)
      await timer.sleep(ms, stopping.signal).catch(() => undefined)
      if (stopping.signal.aborted || timer.now() < sinceMs + silenceMs) continue
      beat()
      sinceMs = timer.now()
      silenceMs = Math.min(2 * silenceMs, longestSilenceMs)
    }
  }
  void listen()
  return {
    touch: () => {
      sinceMs = timer.now()
      silenceMs = firstSilenceMs
    },
    stop: () => stopping.abort(),
  }
}
