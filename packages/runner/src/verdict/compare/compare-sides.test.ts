import fc from 'fast-check'
import type { Operator } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { adjustPValues, compareSamples } from './compare-samples.js'
import { compareSides } from './compare-sides.js'
import type { ComparedSide, ComparedTest } from './compared-side.js'

const path = 'webrtc/audio/rtt/avg'

/** Pseudo-random numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function normalOf(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

interface TestShape {
  readonly operator?: Operator
  readonly limit?: string
  readonly name?: string
  readonly verdict?: ComparedTest['verdict']
  readonly status?: ComparedTest['participants'][number]['status']
  readonly more?: ComparedTest['participants']
}

function aTestOf(values: readonly (number | string)[], shape: TestShape = {}): ComparedTest {
  const { operator = 'lt', limit = '200', name = 'call', verdict = 'passed', status = 'passed' } = shape
  return {
    name,
    verdict,
    participants: [
      ...values.map((value) => ({ status, traits: { participant: 'caller' }, values: { [path]: value } })),
      ...(shape.more ?? []),
    ],
    gates: [{ path, operator, limit }],
  }
}

function side(...tests: readonly ComparedTest[]): ComparedSide {
  return { name: 'session', simulated: false, tests }
}

/** The outcome of the gated metric. */
function outcome(before: ComparedTest, after: ComparedTest) {
  return compareSides(side(before), side(after)).tests[0]?.metrics[1]?.outcome
}

const distributions = {
  'a normal distribution': (random: () => number) => 100 + 15 * normalOf(random),
  'a distribution with a long tail': (random: () => number) => 100 * Math.exp(0.15 * normalOf(random)),
  'a distribution with many ties': (random: () => number) => Math.round(30 + 4 * normalOf(random)),
} as const

for (const [name, draw] of Object.entries(distributions)) {
  test(`equal runs of ${name} rarely differ`, () => {
    const random = createRandom(7)
    const sample = () => Array.from({ length: 20 }, () => draw(random))
    const alarms = Array.from({ length: 1_000 }, () => outcome(aTestOf(sample()), aTestOf(sample())))
    expect(alarms.filter((one) => one !== 'same').length).toBeLessThanOrEqual(50)
  })

  test(`20 percent more of ${name} is found`, () => {
    const random = createRandom(11)
    const sample = (factor: number) => Array.from({ length: 20 }, () => factor * draw(random))
    const found = Array.from({ length: 1_000 }, () => outcome(aTestOf(sample(1)), aTestOf(sample(1.2))))
    expect(found.filter((one) => one === 'worse').length).toBeGreaterThanOrEqual(900)
  })
}

test('ten metrics and ten tests raise no more false alarms', () => {
  const random = createRandom(3)
  const sample = () => Array.from({ length: 20 }, () => 100 + 15 * normalOf(random))
  const tests = () => side(...Array.from({ length: 10 }, (_, num) => aTestOf(sample(), { name: `${num}` })))
  const alarms = Array.from({ length: 300 }, () => compareSides(tests(), tests()).outcome)
  expect(alarms.filter((one) => one !== 'same').length).toBeLessThanOrEqual(15)
})

const low = Array.from({ length: 20 }, (_, index) => 100 + index)
const high = low.map((value) => value * 1.5)

test.each([
  ['lt', low, high, 'worse'],
  ['lte', high, low, 'better'],
  ['gt', low, high, 'better'],
  ['gte', high, low, 'worse'],
  ['lt', low, low, 'same'],
  ['eq', low.map(() => 'VP8'), low.map(() => 'H264'), 'worse'],
  ['neq', low.map(() => 'VP8'), low.map(() => 'H264'), 'better'],
  ['eq', low.map(() => 'VP8'), low.map(() => 'VP8'), 'same'],
] as const)('a gate with %s decides what is worse', (operator, before, after, expected) => {
  const limit = operator === 'eq' || operator === 'neq' ? 'VP8' : '200'
  expect(outcome(aTestOf(before, { operator, limit }), aTestOf(after, { operator, limit }))).toBe(expected)
})

test.each<[string, ComparedTest, string]>([
  ['an errored test', aTestOf(high, { verdict: 'errored' }), 'the test after is errored'],
  ['an interrupted test', aTestOf(high, { verdict: 'interrupted' }), 'the test after is interrupted'],
  ['participants without a result', aTestOf(high, { status: 'unknown' }), '20 values before, 0 after'],
  ['three participants', aTestOf(high.slice(0, 3)), '20 values before, 3 after'],
  [
    'the values of those that failed alone',
    aTestOf([], {
      more: high.map((value, index) => ({
        status: index < 5 ? 'failed' : 'passed',
        traits: { participant: 'caller' },
        values: index < 5 ? { [path]: value } : {},
      })),
    }),
    '20 values before, 0 after',
  ],
])('%s are too little data', (_, after, reason) => {
  const before = after.participants.length === 3 ? aTestOf(low.slice(0, 3)) : aTestOf(low)
  const metric = compareSides(side(before), side(after)).tests[0]?.metrics[1]
  expect(metric).toMatchObject({ outcome: 'too little data' })
  expect(metric?.reason).toBe(reason.replace('20 values before, 3', '3 values before, 3'))
})

test('a difference that is real but negligible is the same', () => {
  const random = createRandom(5)
  const sample = (mean: number) => Array.from({ length: 5_000 }, () => mean + 15 * normalOf(random))
  const { metrics = [] } = compareSides(side(aTestOf(sample(100))), side(aTestOf(sample(101)))).tests[0] ?? {}
  expect(metrics[1]?.pValue).toBeLessThan(0.03)
  expect(metrics[1]?.outcome).toBe('same')
})

test('a lower success rate is worse', () => {
  const shape = (failed: number): TestShape => ({
    verdict: failed > 0 ? 'failed' : 'passed',
    more: Array.from({ length: 100 }, (_, index) => ({
      status: index < failed ? ('timeout' as const) : ('passed' as const),
      traits: {},
      values: {},
    })),
  })
  const { metrics = [] } =
    compareSides(side(aTestOf([], shape(0))), side(aTestOf([], shape(10)))).tests[0] ?? {}
  expect(metrics[0]).toMatchObject({ metric: 'success rate', outcome: 'worse' })
  expect(metrics[0]?.difference).toBeCloseTo(-0.1, 9)
})

test('tests of one side alone and different setups are named', () => {
  const moved = aTestOf(low, { name: 'b' })
  const there = {
    ...moved,
    participants: moved.participants.map((one) => ({ ...one, traits: { network: '3g' } })),
  }
  const comparison = compareSides(
    side(aTestOf(low, { name: 'a' }), moved),
    side(there, aTestOf(low, { name: 'c' })),
  )
  expect(comparison).toMatchObject({ onlyBefore: ['a'], onlyAfter: ['c'] })
  expect(comparison.tests[0]?.notices).toEqual(['networks: none before, 3g after'])
})

const samples = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 })

test('the other direction has the opposite effect', () => {
  fc.assert(
    fc.property(samples, samples, (before, after) => {
      const there = compareSamples(before, after)
      const back = compareSamples(after, before)
      expect(back.effect).toBeCloseTo(-there.effect, 9)
      expect(back.pValue).toBeCloseTo(there.pValue, 9)
      expect(there.pValue).toBeGreaterThanOrEqual(0)
      expect(there.pValue).toBeLessThanOrEqual(1)
      expect(Math.abs(there.effect)).toBeLessThanOrEqual(1 + 1e-9)
    }),
  )
})

test('the rank test agrees with known p values', () => {
  // Complete separation of 4 and 4: exactly 2/70. Of 20 and 20, nearly none.
  expect(compareSamples([1, 2, 3, 4], [5, 6, 7, 8]).pValue).toBeCloseTo(0.0304, 3)
  expect(compareSamples([1, 2, 3], [5, 6, 7]).minPValue).toBeGreaterThan(0.05)
  expect(compareSamples([5, 5, 5], [5, 5, 5, 5])).toMatchObject({ pValue: 1, effect: 0 })
})

test('adjusted p values keep their order and never shrink', () => {
  expect(adjustPValues([0.01, 0.04, 0.03]).map((one) => Number(one.toFixed(6)))).toEqual([0.03, 0.06, 0.06])
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
      for (const [index, adjusted] of adjustPValues(pValues).entries()) {
        expect(adjusted).toBeGreaterThanOrEqual(pValues[index] ?? 0)
        expect(adjusted).toBeLessThanOrEqual(1)
      }
    }),
  )
})
