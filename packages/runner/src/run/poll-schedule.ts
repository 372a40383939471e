import type { Clock, PollResult, Run } from '@loadero-test/core'

/** The pause between two polls, as a multiple of the minimum. */
const factors = { quick: 1, steady: 2, slow: 3 } as const

/** Start-up takes minutes; the steps after the participants' end take moments. */
const speeds: Readonly<Record<string, keyof typeof factors>> = {
  pending: 'steady',
  initializing: 'slow',
  running: 'steady',
  'waiting-results': 'quick',
  'collecting-results': 'quick',
  stopping: 'quick',
}

/** How often runs are polled: rarely while nothing can change, often near the expected end. */
export interface PollSchedule {
  /** Sets when a run is expected to end, from the duration of an earlier run of its test. */
  expectEnd(runId: number, endMs: number): void
  readonly pauseMs: (poll: PollResult) => number
}

export interface PollScheduleOptions {
  readonly clock: Clock
  /** The minimum pause. */
  readonly intervalMs: number
  /** 0…1; spreads the polls of several machines. */
  readonly random: () => number
}

/** A pause is up to this share longer or shorter. */
const jitter = 0.15

export function createPollSchedule({ clock, intervalMs, random }: PollScheduleOptions): PollSchedule {
  const ends = new Map<number, number>()

  const pauseFor = ({ id, status }: Run): number => {
    const pauseMs = intervalMs * factors[speeds[status ?? ''] ?? 'steady']
    const endMs = ends.get(id)
    if (status !== 'running' || endMs === undefined) return pauseMs
    // Half of the remaining time approaches the end without passing it.
    const halfMs = (endMs - clock.now()) / 2
    return Math.min(Math.max(halfMs, intervalMs), intervalMs * factors.slow)
  }

  return {
    expectEnd: (runId, endMs) => void ends.set(runId, endMs),
    pauseMs: ({ live }) => {
      const pauses = live.map(pauseFor)
      const minMs = pauses.length > 0 ? Math.min(...pauses) : intervalMs * factors.steady
      return minMs * (1 - jitter + 2 * jitter * random())
    },
  }
}
