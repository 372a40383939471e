import { group, quantileSorted } from 'd3-array'
import type { ParticipantOutcome } from '../../model/result.js'

const traits = ['group', 'participant', 'browser', 'location', 'network', 'computeUnit'] as const

/** The participants with one value of a trait, and their results. */
export interface SliceRow {
  readonly trait: string
  readonly value: string
  readonly total: number
  readonly passed: number
  /** Median of each metric path; undefined when it was not measured. */
  readonly medians: readonly (number | undefined)[]
}

/** Rows for each trait in which participants differ. A trait that all share explains nothing. */
export function slicesOf(
  participants: readonly ParticipantOutcome[],
  paths: readonly string[],
): readonly SliceRow[] {
  return traits.flatMap((trait) => {
    const groups = group(participants, (participant) => participant.traits[trait])
    if (groups.size < 2) return []
    return [...groups].map(([value = 'unknown', members]) => ({
      trait,
      value,
      total: members.length,
      passed: members.filter(({ status }) => status === 'passed').length,
      medians: paths.map((path) => median(members.map(({ values }) => values[path]))),
    }))
  })
}

function median(values: readonly (number | string | undefined)[]): number | undefined {
  const numbers = values.filter(
    (value): value is number => typeof value === 'number' && Number.isFinite(value),
  )
  return quantileSorted(
    numbers.toSorted((a, b) => a - b),
    0.5,
  )
}
