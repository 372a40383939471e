import { percentile } from '@loadero-test/core/internal'
import type { Distribution } from '../../model/analysis/comparison.js'
import { errorFunction, wilcoxonRankSum } from 'simple-statistics'

/** How two samples differ, without regard to chance. */
export interface SampleComparison {
  /** Of the chance that equal systems differ at least as much; from 0 to 1. */
  readonly pValue: number
  /** The smallest p value that samples of these sizes can have. */
  readonly minPValue: number
  /** The smallest p value that these values can have in any order: 1 when all of them are equal. */
  readonly minPValueOfValues: number
  /**
   * Cliff's delta, from -1 to 1: how much more often a value after is greater than one before than it is less. 0 when
   * the samples are alike.
   */
  readonly effect: number
}

/** The probability that two samples that chance alone moved apart are at least this `distance` away from their mean. */
function twoSidedPValue(distance: number, deviation: number): number {
  if (deviation === 0) return 1
  // The statistic changes in whole steps, and the normal distribution does not.
  const z = Math.max(0, distance - 0.5) / deviation
  // The approximation of the library is off by up to 1.2e-7.
  return Math.min(1, Math.max(0, 1 - errorFunction(z / Math.SQRT2)))
}

/**
 * Compares two samples by their ranks (Wilcoxon, Mann and Whitney), so that neither outliers nor the form of the
 * distributions matter. Both samples need a value.
 */
export function compareSamples(before: readonly number[], after: readonly number[]): SampleComparison {
  const pairs = before.length * after.length
  const total = before.length + after.length
  const pooled = [...before, ...after].toSorted((a, b) => a - b)
  /** Pairs in which the value after is the greater one; a tie is half of one. */
  const countGreater = (first: readonly number[], second: readonly number[]) =>
    wilcoxonRankSum([...second], [...first]) - (after.length * (after.length + 1)) / 2
  const counts = new Map<number, number>()
  for (const value of pooled) counts.set(value, (counts.get(value) ?? 0) + 1)
  const ties = [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0)
  const deviation = (tied: number) => Math.sqrt((pairs / 12) * (total + 1 - tied / (total * (total - 1))))
  const greater = countGreater(before, after)
  const maxGreater = countGreater(pooled.slice(0, before.length), pooled.slice(before.length))
  return {
    pValue: twoSidedPValue(Math.abs(greater - pairs / 2), deviation(ties)),
    minPValue: twoSidedPValue(pairs / 2, deviation(0)),
    minPValueOfValues: twoSidedPValue(maxGreater - pairs / 2, deviation(ties)),
    effect: (2 * greater) / pairs - 1,
  }
}

/** @returns undefined without values */
export function distributionOf(values: readonly number[]): Distribution | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  return {
    count: sorted.length,
    min: percentile(sorted, 0),
    p25: percentile(sorted, 25),
    median: percentile(sorted, 50),
    p75: percentile(sorted, 75),
    p95: percentile(sorted, 95),
    max: percentile(sorted, 100),
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
  }
}

/**
 * P values of a family of comparisons by Holm's method: the chance that any of them is below a limit is at most the
 * limit, however many there are.
 */
export function adjustPValues(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((pValue, index) => ({ pValue, index })).toSorted((a, b) => a.pValue - b.pValue)
  const adjusted = pValues.map(() => 1)
  let previous = 0
  for (const [rank, { pValue, index }] of order.entries()) {
    previous = Math.max(previous, Math.min(1, pValue * (pValues.length - rank)))
    adjusted[index] = previous
  }
  return adjusted
}
