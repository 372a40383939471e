import type { Reason } from '../model/model.js'
import type { JudgedParticipant, Traits } from './participant-outcome.js'

/** In the order in which they are named. */
const keys = ['browser', 'location', 'network', 'computeUnit', 'group', 'participant'] as const

/** Those without a word before them speak for themselves. */
const nameOf = (key: (typeof keys)[number], value: string): string =>
  key === 'group' || key === 'participant' ? `${key} ${value}` : value

/** What a trait must reach to be named. */
const leastShare = 3 / 4
const mostChance = 1 / 50

/** Adds to each reason what sets its participants apart from all. */
export const separate = (reasons: readonly Reason[], participants: readonly JudgedParticipant[]): readonly Reason[] => {
  const traitsOf = new Map(participants.map(({ label, traits }) => [label, traits]))
  const tell = overrepresentation(participants.map(({ traits }) => traits))
  return reasons.map((reason) => {
    const overrepresented = tell(reason.participants.map((label) => traitsOf.get(label) ?? {}))
    return overrepresented.length > 0 ? { ...reason, overrepresented } : reason
  })
}

/**
 * Says what sets some participants apart from all: `31 of 32: firefox132, eu-central-1, 3g`. A trait is named only
 * when at least three quarters of them have it, and if as many of so many, drawn by lot from all, would have it less
 * than once in fifty times. What everybody has is therefore never named, nor are those that are all participants.
 */
export const overrepresentation = (all: readonly Traits[]) => {
  const totals = new Map(keys.map((key) => [key, countBy(all, key)]))
  return (some: readonly Traits[]): readonly string[] => {
    const named = new Map<number, string[]>()
    for (const key of keys) {
      for (const [value, having] of countBy(some, key)) {
        const population = { size: all.length, having: totals.get(key)?.get(value) ?? 0 }
        if (
          having < leastShare * some.length ||
          chanceOf({ size: some.length, having }, population) > mostChance
        )
          continue
        named.set(having, [...(named.get(having) ?? []), nameOf(key, value)])
      }
    }
    return [...named]
      .toSorted(([a], [b]) => b - a)
      .map(([having, names]) => `${having} of ${some.length}: ${names.join(', ')}`)
  }
}

const countBy = (all: readonly Traits[], key: (typeof keys)[number]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { [key]: value } of all) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

interface Tally {
  readonly size: number
  readonly having: number
}

/** The chance that of a sample drawn by lot as many have it, or more: the tail of the hypergeometric distribution. */
export const chanceOf = (sample: Tally, population: Tally): number => {
  const ways = (of: number, take: number) => logFactorial(of) - logFactorial(take) - logFactorial(of - take)
  const without = population.size - population.having
  let chance = 0
  for (let having = sample.having; having <= Math.min(sample.size, population.having); having++) {
    const others = sample.size - having
    if (others > without) continue
    chance += Math.exp(
      ways(population.having, having) + ways(without, others) - ways(population.size, sample.size),
    )
  }
  return Math.min(1, chance)
}

const logFactorials = [0]

const logFactorial = (n: number): number => {
  for (let next = logFactorials.length; next <= n; next++) {
    logFactorials.push((logFactorials.at(-1) ?? 0) + Math.log(next))
  }
  return logFactorials[n] ?? 0
}
