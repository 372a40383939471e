import type { ParticipantSpec, TestCase } from '../model/model.js'

/** Compute units that something takes, as far as they are known. */
export interface ComputeUnits {
  readonly known: number
  /** Names of units whose size nobody here knows. */
  readonly unknown: readonly string[]
}

/** Σ clones × units. */
export function computeUnitsOf({ spec }: TestCase): ComputeUnits {
  return total([
    sizeOf(spec.participants, 1),
    ...spec.groups.map(({ count, participants }) => sizeOf(participants, count)),
  ])
}

export function total(parts: readonly ComputeUnits[]): ComputeUnits {
  return {
    known: parts.reduce((sum, { known }) => sum + known, 0),
    unknown: [...new Set(parts.flatMap(({ unknown }) => unknown))],
  }
}

/** `g0.5` is half a unit; undefined for what is no such name. */
export function unitsOf(computeUnit: string): number | undefined {
  const [, digits] = /^g(\d+(?:\.\d+)?)$/.exec(computeUnit) ?? []
  return digits === undefined ? undefined : Number(digits)
}

function sizeOf(participants: readonly ParticipantSpec[], copies: number): ComputeUnits {
  return total(
    participants.map(({ count, computeUnit }) => {
      const units = unitsOf(computeUnit)
      return units === undefined
        ? { known: 0, unknown: [computeUnit] }
        : { known: copies * count * units, unknown: [] }
    }),
  )
}
