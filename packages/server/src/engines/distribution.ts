import { z } from 'zod'

/** Numbers that are drawn rather than listed. `min` and `max` limit them. `count` is the number of samples. */
export const distributionSchema = z.union([
  z.strictObject({
    normal: z.strictObject({ mean: z.number(), stddev: z.number().min(0) }),
    min: z.number().exactOptional(),
    max: z.number().exactOptional(),
    count: z.int().min(0).exactOptional(),
  }),
  z.strictObject({
    uniform: z.strictObject({ from: z.number(), to: z.number() }),
    count: z.int().min(0).exactOptional(),
  }),
])

type Distribution = z.infer<typeof distributionSchema>

/** One number of the distribution. */
export function drawNumber(distribution: Distribution, random: () => number): number {
  if ('uniform' in distribution) {
    const { from, to } = distribution.uniform
    return from + (to - from) * random()
  }
  const { normal, min = -Infinity, max = Infinity } = distribution
  // The Box-Muller transform. 1 - x keeps the argument of the logarithm above 0.
  const deviation = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.min(max, Math.max(min, normal.mean + normal.stddev * deviation))
}

/** As many numbers as the distribution's `count`, 60 by default: one a second for a minute. */
export function drawSeries(distribution: Distribution, random: () => number): number[] {
  return Array.from({ length: distribution.count ?? 60 }, () => drawNumber(distribution, random))
}

/** One of the names, with a probability in proportion to its weight. */
export function drawName<T extends string>(
  weights: Readonly<Partial<Record<T, number | undefined>>>,
  random: () => number,
): T | undefined {
  const names = Object.entries(weights) as [T, number][]
  const total = names.reduce((sum, [, weight]) => sum + weight, 0)
  let rest = random() * total
  return names.find(([, weight]) => (rest -= weight) < 0)?.[0]
}
