import type { IncrementStrategy } from '@loadero-test/core'
import type { Assumptions } from '../assumptions.js'

interface Window {
  /** All participants start within it. */
  readonly windowMs: number
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** Whether the last one starts before the end of the window, or at it. */
  readonly linear?: Assumptions['linearRampUp']
}

/**
 * When each participant starts, in milliseconds from the moment at which the run is running.
 * @param groupNums The group copy of each participant, in the participants' order.
 */
export function computeStarts(
  strategy: IncrementStrategy,
  groupNums: readonly number[],
  { windowMs, random, linear = 'before-end' }: Window,
): number[] {
  const spread = (units: number) => {
    const steps = Math.max(1, linear === 'at-end' ? units - 1 : units)
    return Array.from({ length: units }, (_, index) => (index * windowMs) / steps)
  }
  const drawn = (units: number) => Array.from({ length: units }, () => random() * windowMs)
  const groups = [...new Set(groupNums)]
  const byGroup = (starts: readonly number[]) => {
    const startOf = new Map(groups.map((num, index) => [num, starts[index]]))
    return groupNums.map((num) => startOf.get(num) ?? 0)
  }
  const strategies = {
    linear: () => spread(groupNums.length),
    random: () => drawn(groupNums.length),
    linear_group: () => byGroup(spread(groups.length)),
    random_group: () => byGroup(drawn(groups.length)),
  } satisfies Record<IncrementStrategy, () => number[]>
  return strategies[strategy]()
}
