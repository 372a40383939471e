import { computeUnitSize } from '@loadero-test/core/internal'
import type { SpecTest } from '../model/spec.js'

/** The compute units of one or more tests. */
export interface ComputeUnits {
  /** The sum of all known sizes. */
  readonly known: number
  /** Names of compute units whose size is unknown. */
  readonly unknown: readonly string[]
}

/** Σ copies × units. */
export function computeUnitsOf({ spec }: SpecTest): ComputeUnits {
  const groups = [{ count: 1, participants: spec.participants }, ...spec.groups]
  return addComputeUnits(
    groups.flatMap(({ count: copies, participants }) =>
      participants.map(({ count, computeUnit }) => {
        const units = computeUnitSize(computeUnit)
        return units === undefined
          ? { known: 0, unknown: [computeUnit] }
          : { known: copies * count * units, unknown: [] }
      }),
    ),
  )
}

export function addComputeUnits(parts: readonly ComputeUnits[]): ComputeUnits {
  return {
    known: parts.reduce((sum, { known }) => sum + known, 0),
    unknown: [...new Set(parts.flatMap(({ unknown }) => unknown))],
  }
}
