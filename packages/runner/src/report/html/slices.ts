import { group, quantileSorted } from 'd3-array'
import type { ParticipantOutcome } from '../../model/model.js'

const traits = ['group', 'participant', 'browser', 'location', 'network', 'computeUnit'] as const

/** Participants of one kind, and how they fared. */
export interface SliceRow {
  readonly trait: string
  readonly value: string
  readonly total: number
  readonly passed: number
  /** Median of each metric path; undefined where nobody measured it. */
  readonly medians: readonly (number | undefined)[]
}

/** Rows for each trait in which participants differ: what is alike in all explains nothing. */
export function slicesOf(
  outcomes: readonly ParticipantOutcome[],
  paths: readonly string[],
): readonly SliceRow[] {
  return traits.flatMap((trait) => {
    const kinds = group(outcomes, (outcome) => outcome.traits[trait])
    if (kinds.size < 2) return []
    return [...kinds].map(([value = 'unknown', members]) => ({
      trait,
      value,
      total: members.length,
      passed: members.filter(({ status }) => status === 'passed').length,
      medians: paths.map((path) => median(members.map(({ values }) => values[path]))),
    }))
  })
}

function median(values: readonly (number | string | undefined)[]): number | undefined {
  const known = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
  return quantileSorted(
    known.toSorted((a, b) => a - b),
    0.5,
  )
}
