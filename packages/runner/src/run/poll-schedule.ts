import type { Clock, PollResult, Run } from '@loadero-test/core'

/** How far apart two looks are, as a multiple of the shortest pause. */
const factors = { quick: 1, steady: 2, slow: 3 } as const

/** Start-up takes minutes; what comes after the playing takes moments. */
const speeds: Readonly<Record<string, keyof typeof factors>> = {
  pending: 'steady',
  initializing: 'slow',
  running: 'steady',
  'waiting-results': 'quick',
  'collecting-results': 'quick',
  stopping: 'quick',
}

/** How often runs are looked at: rarely where nothing can happen yet, often where the end is near. */
export interface PollSchedule {
  /** Says when a run is expected to be over, because an earlier one of its test took as long. */
  expectEnd(runId: number, endMs: number): void
  readonly pauseMs: (look: PollResult) => number
}

export interface PollScheduleOptions {
  readonly clock: Clock
  /** The shortest pause. */
  readonly intervalMs: number
  /** 0…1; spreads the looks of several machines. */
  readonly random: () => number
}

/** By so much a pause is longer or shorter than it should be. */
const spread = 0.15

export function createPollSchedule({ clock, intervalMs, random }: PollScheduleOptions): PollSchedule {
  const ends = new Map<number, number>()

  const pauseFor = ({ id, status }: Run): number => {
    const steady = intervalMs * factors[speeds[status ?? ''] ?? 'steady']
    const endMs = ends.get(id)
    if (status !== 'running' || endMs === undefined) return steady
    const leftMs = endMs - clock.now()
    // Half of what is left comes ever closer to the end without passing it.
    return Math.min(Math.max(leftMs / 2, intervalMs), intervalMs * factors.slow)
  }

  return {
    expectEnd: (runId, endMs) => void ends.set(runId, endMs),
    pauseMs: ({ live }) => {
      const pauses = live.map(pauseFor)
      const shortest = pauses.length > 0 ? Math.min(...pauses) : intervalMs * factors.steady
      return shortest * (1 - spread + 2 * spread * random())
    },
  }
}
