/**
 * The percentile by linear interpolation between closest ranks: the 0th is the minimum, the 100th the maximum.
 * Loadero does not document its own method.
 * @param sorted in ascending order
 * @param percent 0…100
 * @returns NaN without values
 */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = ((sorted.length - 1) * percent) / 100
  const below = sorted[Math.floor(rank)] ?? Number.NaN
  const above = sorted[Math.ceil(rank)] ?? Number.NaN
  return below + (above - below) * (rank - Math.floor(rank))
}
