/**
 * The value that `percent`, 0…100, of the values do not exceed: linear interpolation between closest ranks, so that
 * the 0th percentile is the least and the 100th the greatest. How Loadero itself does it is not documented.
 * @param sorted smallest first
 * @returns NaN without values
 */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = ((sorted.length - 1) * percent) / 100
  const below = sorted[Math.floor(rank)] ?? Number.NaN
  const above = sorted[Math.ceil(rank)] ?? Number.NaN
  return below + (above - below) * (rank - Math.floor(rank))
}
