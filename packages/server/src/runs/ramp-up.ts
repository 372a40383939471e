import type { IncrementStrategy } from '@loadero-test/core'
import type { Assumptions } from '../assumptions.js'

/**
 * When each participant starts, in milliseconds from the moment at which the run enters `running`.
 * @param groupNums The number of the group copy of each participant, in the order of the participants.
 * @param options `windowMs`: all participants start within this time; `random`: 0 ≤ x < 1; `linear`: whether the last
 * one starts before the end of the window, or at it
 */
export function computeStarts(
  strategy: IncrementStrategy,
  groupNums: readonly number[],
  options: {
    readonly windowMs: number
    readonly random: () => number
    readonly linear?: Assumptions['linearRampUp']
  },
): number[] {
  const { windowMs, random, linear = 'before-end' } = options
  const spreadEvenly = (count: number) => {
    const steps = Math.max(1, linear === 'at-end' ? count - 1 : count)
    return Array.from({ length: count }, (_, index) => (index * windowMs) / steps)
  }
  const drawEach = (count: number) => Array.from({ length: count }, () => random() * windowMs)
  const groups = [...new Set(groupNums)]
  const byGroup = (starts: readonly number[]) => {
    const startOf = new Map(groups.map((num, index) => [num, starts[index]]))
    return groupNums.map((num) => startOf.get(num) ?? 0)
  }
  const strategies = {
    linear: () => spreadEvenly(groupNums.length),
    random: () => drawEach(groupNums.length),
    linear_group: () => byGroup(spreadEvenly(groups.length)),
    random_group: () => byGroup(drawEach(groups.length)),
  } satisfies Record<IncrementStrategy, () => number[]>
  return strategies[strategy]()
}
