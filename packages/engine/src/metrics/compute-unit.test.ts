import { computeUnits } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { assignedShare } from './compute-unit.js'
import { measurementsOf, type Sample } from './metrics.js'

const machine = {
  cores: 64,
  memoryBytes: 2 ** 40,
  cpuClock: () => ({ busy: 0, total: 0 }),
  usedMemoryBytes: () => Promise.resolve(undefined),
}
/** Half a core and 512 MB. */
const sample: Sample = {
  time: '2026-01-01T00:00:00.000Z',
  seconds: 1,
  cpuUsed: 50,
  ramUsed: 512,
  bytesIn: 0,
  bytesOut: 0,
}

function measuredWith(unit: string | undefined) {
  const measured = measurementsOf([sample], assignedShare(machine, unit))
  const paths = [
    'machine/cpu/available',
    'machine/cpu/percent',
    'machine/ram/available',
    'machine/ram/percent',
  ]
  return paths.map((path) => {
    const found = measured[path]
    return found && 'samples' in found ? found.samples[0] : undefined
  })
}

test('metrics are of half a core and 1 GB per unit', () => {
  expect(computeUnits.map((unit) => [unit, ...measuredWith(unit)])).toEqual([
    ['g0.5', 25, 200, 512, 100],
    ['g1', 50, 100, 1_024, 50],
    ['g2', 100, 50, 2_048, 25],
    ['g4', 200, 25, 4_096, 12.5],
    ['g6', 300, 50 / 3, 6_144, 100 / 12],
    ['g8', 400, 12.5, 8_192, 6.25],
    ['g12', 600, 50 / 6, 12_288, 100 / 24],
  ])
})

test.each([undefined, '', 'g99x'])('they are of the default unit with %s', (unit) => {
  expect(measuredWith(unit)).toEqual(measuredWith('g2'))
})
