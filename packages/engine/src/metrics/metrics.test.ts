import { describe, expect, test } from 'vitest'
import type { Machine } from './machine.js'
import { measurementsOf, type MachineReading, type Sample, samplesOf } from './metrics.js'

const fourCores: Machine = {
  cores: 4,
  memoryBytes: 8 * 1_048_576,
  cpuClock: () => ({ busy: 0, total: 0 }),
  usedMemoryBytes: () => Promise.resolve(undefined),
}

function reading(seconds: number, more: Partial<MachineReading> = {}): MachineReading {
  return {
    at: 1_700_000_000_000 + seconds * 1_000,
    cpuTimes: undefined,
    memoryBytes: undefined,
    machine: { busy: 0, total: 0 },
    bytesIn: 0,
    bytesOut: 0,
    ...more,
  }
}

describe('samples', () => {
  test('contain the use between two readings', () => {
    const [sample] = samplesOf([
      reading(0, { cpuTimes: new Map([[1, 5]]), bytesIn: 100 }),
      reading(2, { cpuTimes: new Map([[1, 5.5]]), bytesIn: 400, memoryBytes: 2 * 1_048_576 }),
    ])
    expect(sample).toEqual({
      time: '2023-11-14T22:13:22.000Z',
      seconds: 2,
      cpuUsed: 25,
      ramUsed: 2,
      bytesIn: 300,
      bytesOut: 0,
    })
  })

  test.each<[number | undefined, number, number | undefined, Partial<MachineReading['remote'] & Sample>]>([
    [2, 1, 50, {}],
    [2, 1, 50, { pressure: 'normal' as const, overloaded: false }],
    [2, 1, 50, { pressure: 'critical' as const, overloaded: true }],
    [2, 1.9, 95, { pressure: 'normal' as const, overloaded: true }],
    [2, 1, 50, { answerMs: 1_001, overloaded: true, late: true }],
    [1, 3, 100, { overloaded: true }],
    [undefined, 3, undefined, {}],
    [undefined, 3, undefined, { pressure: 'normal' as const, answerMs: 999, overloaded: false }],
  ])(
    'of %s other cores with %s s of CPU show at least their load: %s, %j',
    (cores, cpuSeconds, busy, { pressure, answerMs = 0, ...expected }) => {
      const other = { machine: undefined, remote: { pressure, answerMs } }
      const [sample] = samplesOf(
        [
          reading(0, { ...other, cpuTimes: new Map([[1, 0]]) }),
          reading(1, { ...other, cpuTimes: new Map([[1, cpuSeconds]]) }),
        ],
        cores,
      )
      expect(sample?.machineBusy).toBe(busy)
      const { overloaded, late } = sample ?? {}
      expect({ overloaded, late }).toEqual({ overloaded: undefined, late: undefined, ...expected })
    },
  )

  test('count new processes in full, ended ones not', () => {
    const [sample] = samplesOf([
      reading(0, { cpuTimes: new Map([[1, 90]]) }),
      reading(1, { cpuTimes: new Map([[2, 0.25]]) }),
    ])
    expect(sample?.cpuUsed).toBe(25)
  })

  test('add a short last interval to the previous', () => {
    const samples = samplesOf([
      reading(0),
      reading(1, { bytesIn: 10, memoryBytes: 1_048_576 }),
      reading(1.1, { bytesIn: 30 }),
    ])
    expect(samples).toMatchObject([{ seconds: 1.1, bytesIn: 30, ramUsed: 1 }])
  })

  test('are marked when the machine was overloaded', () => {
    const machine = (busy: number, total: number) => ({ machine: { busy, total } })
    const samples = samplesOf([
      reading(0, machine(500, 1_000)),
      reading(1, machine(1_400, 3_000)),
      reading(2, machine(3_300, 5_000)),
    ])
    expect(samples.map(({ machineBusy, overloaded }) => [machineBusy, overloaded])).toEqual([
      [45, false],
      [95, true],
    ])
  })

  test('contain at least one of a short script', () => {
    expect(samplesOf([reading(0), reading(0.02)])).toHaveLength(1)
  })
})

describe('measurements', () => {
  test('omit values that could not be measured', () => {
    const paths = Object.keys(measurementsOf(samplesOf([reading(0), reading(1)]), fourCores))
    expect(paths).toContain('machine/network/bytes/in')
    expect(paths).not.toContain('machine/cpu/used')
    expect(paths).not.toContain('machine/ram/percent')
    expect(measurementsOf([], fourCores)).toEqual({})
  })

  test('omit the size of an unknown machine', () => {
    const samples = samplesOf([
      reading(0, { cpuTimes: new Map([[1, 0]]), machine: undefined }),
      reading(1, { cpuTimes: new Map([[1, 1]]), machine: undefined }),
    ])
    expect(samples).toMatchObject([{ cpuUsed: 100 }])
    expect(samples[0]).not.toHaveProperty('machineBusy')
    const paths = Object.keys(measurementsOf(samples))
    expect(paths.filter((path) => /cpu|ram/.test(path))).toEqual(['machine/cpu/used'])
  })

  test('have the documented units', () => {
    const samples = samplesOf([
      reading(0, { cpuTimes: new Map([[1, 0]]) }),
      reading(1, { cpuTimes: new Map([[1, 1]]), bytesIn: 1_000 }),
    ])
    expect(measurementsOf(samples, fourCores)).toMatchObject({
      'machine/cpu/used': { samples: [100] },
      'machine/cpu/percent': { samples: [25] },
      'machine/cpu/available': { samples: [400] },
      'machine/network/bytes/in': { samples: [1_000] },
      'machine/network/bitrate/in': { samples: [8] },
    })
  })
})
