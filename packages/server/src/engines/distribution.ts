import { z } from 'zod'

/** Numbers that are drawn rather than listed. */
export const distributionSchema = z.union([
  z.strictObject({
    normal: z.strictObject({ mean: z.number(), stddev: z.number().min(0) }),
    least: z.number().exactOptional(),
    greatest: z.number().exactOptional(),
    count: z.int().min(0).exactOptional(),
  }),
  z.strictObject({
    uniform: z.strictObject({ from: z.number(), to: z.number() }),
    count: z.int().min(0).exactOptional(),
  }),
])

export type Distribution = z.infer<typeof distributionSchema>

/** One number of the distribution. */
export function drawNumber(distribution: Distribution, random: () => number): number {
  if ('uniform' in distribution) {
    const { from, to } = distribution.uniform
    return from + (to - from) * random()
  }
  const { normal, least = -Infinity, greatest = Infinity } = distribution
  return Math.min(greatest, Math.max(least, normal.mean + normal.stddev * standardNormal(random)))
}

/** As many as the distribution says: a minute's worth by default, at one a second. */
export function drawSeries(distribution: Distribution, random: () => number): number[] {
  return Array.from({ length: distribution.count ?? 60 }, () => drawNumber(distribution, random))
}

/** Box and Muller's transform; 1 - x keeps the logarithm's argument above 0. */
function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** One of the names, each as often as its weight says. */
export function drawName<T extends string>(
  weights: Readonly<Partial<Record<T, number | undefined>>>,
  random: () => number,
): T | undefined {
  const names = Object.entries(weights) as [T, number][]
  const total = names.reduce((sum, [, weight]) => sum + weight, 0)
  let rest = random() * total
  return names.find(([, weight]) => (rest -= weight) < 0)?.[0]
}
