import { rollup } from 'd3-array'
import { gammaln } from 'simple-statistics'
import type { Reason } from '../model/result.js'
import type { JudgedParticipant, Traits } from './judged-participant.js'

/** In the order in which they are shown. */
const keys = ['browser', 'location', 'network', 'computeUnit', 'group', 'participant'] as const

/** A trait is shown when at least this share of the participants has it … */
const minShare = 3 / 4
/** … and the probability that this is chance is at most this. */
const maxProbability = 1 / 50

/** Adds to each reason the traits that are overrepresented among its participants. */
export function addOverrepresented(
  reasons: readonly Reason[],
  participants: readonly JudgedParticipant[],
): readonly Reason[] {
  const traitsByLabel = new Map(participants.map(({ label, traits }) => [label, traits]))
  const find = createOverrepresentation(participants.map(({ traits }) => traits))
  return reasons.map((reason) => {
    const overrepresented = find(reason.participants.map((label) => traitsByLabel.get(label) ?? {}))
    return overrepresented.length > 0 ? { ...reason, overrepresented } : reason
  })
}

/**
 * Finds the traits that are overrepresented among some of all participants: `31 of 32: firefox132, eu-central-1, 3g`.
 * A trait counts when at least three quarters of them have it, and a random sample of the same size would have it
 * that often with a probability of at most 2 %. A trait that all participants have never counts.
 */
export function createOverrepresentation(all: readonly Traits[]) {
  return (some: readonly Traits[]): readonly string[] => {
    const namesByCount = new Map<number, string[]>()
    for (const key of keys) {
      const counts = rollup(
        some,
        ({ length }) => length,
        (traits) => traits[key],
      )
      for (const [value, having] of counts) {
        if (value === undefined || having < minShare * some.length) continue
        const population = { size: all.length, having: all.filter((traits) => traits[key] === value).length }
        if (chanceProbability({ size: some.length, having }, population) > maxProbability) continue
        // A bare name of a group or a participant needs its kind before it.
        const name = key === 'group' || key === 'participant' ? `${key} ${value}` : value
        namesByCount.set(having, [...(namesByCount.get(having) ?? []), name])
      }
    }
    return [...namesByCount]
      .toSorted(([a], [b]) => b - a)
      .map(([having, names]) => `${having} of ${some.length}: ${names.join(', ')}`)
  }
}

interface TraitCount {
  readonly size: number
  readonly having: number
}

/** The probability that a random sample has the trait at least as often: the tail of the hypergeometric distribution. */
export function chanceProbability(sample: TraitCount, population: TraitCount): number {
  // The logarithm of a factorial is that of the gamma function of the next number.
  const logChoose = (n: number, k: number) => gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
  const without = population.size - population.having
  let probability = 0
  for (let having = sample.having; having <= Math.min(sample.size, population.having); having++) {
    const others = sample.size - having
    if (others > without) continue
    probability += Math.exp(
      logChoose(population.having, having) +
        logChoose(without, others) -
        logChoose(population.size, sample.size),
    )
  }
  return Math.min(1, probability)
}
