import { computeUnitSize } from '@loadero-test/core/internal'
import type { Machine } from './machine.js'

const coresPerUnit = 0.5
const bytesPerUnit = 1_073_741_824

/** The share of a machine that Loadero assigns to a participant: half a core and 1 GB per compute unit. */
export function assignedShare(machine: Machine, computeUnit: string | undefined): Machine {
  const units = computeUnitSize(computeUnit ?? '') ?? computeUnitSize('g2') ?? 2
  return { ...machine, cores: coresPerUnit * units, memoryBytes: bytesPerUnit * units }
}
