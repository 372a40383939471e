import { expect, test } from 'vitest'
import { machineLine, machineLoadOf, overloadPercent } from './overload.js'

function loadOf(...busy: number[]) {
  return machineLoadOf(busy.map((percent) => ({ overloaded: percent > overloadPercent, cpuUsed: 1 })))
}

function quiet(count: number) {
  return Array.from({ length: count }, () => 50)
}

test.each([
  ['overloaded', 'a fifth of the samples', [99, 99, ...quiet(8)]],
  ['sufficient', 'less than a fifth of the samples', [99, 99, ...quiet(9)]],
  ['sufficient', 'one of three samples', [50, 99, 50]],
  ['overloaded', 'one of two samples', [50, 99]],
  ['overloaded', 'a fifth of the last ten samples', [...quiet(60), 99, 99]],
  ['sufficient', 'one of the last ten samples', [...quiet(60), 99]],
  ['sufficient', 'two samples long ago', [99, 99, ...quiet(60)]],
  ['sufficient', 'samples of exactly 90 %', [90, 90, 90]],
  ['overloaded', 'the only sample', [91]],
  ['not measured', 'no sample', []],
])('a machine is %s with %s', (state, _, busy) => {
  expect(loadOf(...busy).state).toBe(state)
})

test('samples without a value do not count', () => {
  expect(machineLoadOf([{}, {}]).state).toBe('not measured')
  expect(machineLoadOf([{ cpuUsed: 1 }, { overloaded: true }, {}])).toEqual({
    state: 'overloaded',
    busySamples: 1,
    isLate: false,
    samples: 2,
  })
})

const known = { overloaded: false, cpuUsed: 1 }
const unknown = { cpuUsed: 1 }
const late = { overloaded: true, late: true } as const

test.each([
  ['not measured', 'says nothing of it', [unknown, unknown]],
  ['not measured', 'has said nothing of late', [known, known, unknown, unknown]],
  ['sufficient', 'mostly says that it is quiet', [unknown, known, known]],
  ['not measured', 'was late once, and says nothing', [unknown, unknown, unknown, late]],
  ['overloaded', 'was late often', [unknown, late, unknown, late]],
])('another machine is %s when its browser %s', (state, _, samples) => {
  expect(machineLoadOf(samples).state).toBe(state)
})

test('a browser that did not answer of late leaves the machine not measured', () => {
  const answered = { overloaded: false, cpuUsed: 1 }
  const unanswered = { overloaded: false }
  expect(machineLoadOf([answered, unanswered]).state).toBe('not measured')
  expect(machineLoadOf([answered, answered, unanswered]).state).toBe('sufficient')
})

test('a shared browser leaves the machine measured', () => {
  const shared = (busy: boolean) => ({ overloaded: busy, shared: true as const })
  expect(machineLoadOf([shared(false), shared(false)]).state).toBe('sufficient')
  expect(machineLoadOf([shared(true), shared(true)]).state).toBe('overloaded')
  expect(machineLoadOf([{ shared: true }, { shared: true }]).state).toBe('not measured')
})

test('the line in the log has one format', () => {
  const lines = [loadOf(99, 98, 10), loadOf(10), loadOf(), machineLoadOf([known, late, late])]
  expect(lines.map(machineLine)).toMatchInlineSnapshot(`
    [
      "machine overloaded: over 90 % busy in 2 of 3 samples",
      "machine sufficient: over 90 % busy in 0 of 1 samples",
      "machine not measured: samples of its load are missing",
      "machine overloaded: over 90 % busy or late to answer in 2 of 3 samples",
    ]
  `)
})
