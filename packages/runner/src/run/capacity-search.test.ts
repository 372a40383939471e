import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maxSearchCost, nextStep, type Observation, type SearchRange } from './capacity-search.js'

type Outcome = Observation['outcome']

/** Searches to the end. */
function search(range: SearchRange, outcomeAt: (level: number, run: number) => Outcome) {
  const observations: Observation[] = []
  for (;;) {
    const step = nextStep(observations, range)
    if (step.kind === 'end') return { ...step, runs: observations.length, observations }
    observations.push({ level: step.level, outcome: outcomeAt(step.level, observations.length) })
    if (observations.length > 200) throw new Error('the search does not end')
  }
}

function limitAt(limit: number) {
  return (level: number): Outcome => (level <= limit ? 'held' : 'broke')
}

const starts = [1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 37, 38]
const maxima = [64, 80, 100, 128, 200, 300, 500, 1_000]

test.each(starts.flatMap((start) => maxima.map((max) => [start, max] as const)))(
  'finds a limit at 37 between %i and %i in log2 + 3 runs',
  (start, max) => {
    const found = search({ start, max }, limitAt(37))
    expect(found.held).toBeOneOf([36, 37])
    expect(found.broke).toBeOneOf([38, 39])
    expect(found.runs).toBeLessThanOrEqual(Math.log2(max) + 3)
  },
)

test('the search finds any limit within 5%, in few runs', () => {
  const ranges = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2_000 }))
  fc.assert(
    fc.property(ranges, fc.integer({ min: 0, max: 2_100 }), ([start, max], limit) => {
      const found = search({ start, max }, limitAt(limit))
      const { held = 0, broke = max + 1 } = found
      expect(found.limitedBy).toBe(limit >= max ? 'max' : 'app')
      expect(held).toBeLessThanOrEqual(limit)
      expect(broke).toBeGreaterThan(Math.min(limit, max))
      expect(broke - held).toBeLessThanOrEqual(Math.max(1, Math.round(held / 20)))
      expect(found.runs).toBeLessThanOrEqual(Math.log2(max) + 5)
    }),
  )
})

test('the next size is at least double and at most eight times as large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2_000 }), (start, max) => {
      const levels = search({ start, max }, () => 'held').observations.map(({ level }) => level)
      levels.slice(1).forEach((level, index) => {
        const before = levels[index] ?? 0
        if (level === before) return
        expect(level).toBeGreaterThanOrEqual(Math.min(max, 2 * before))
        expect(level).toBeLessThanOrEqual(8 * before)
      })
    }),
  )
})

test('beyond the reach of a range, sizes are at most doubled', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2_000 }), (start, max) => {
      const reach = Math.ceil(max / 4)
      const levels = search({ start, max, reach }, () => 'held').observations.map(({ level }) => level)
      levels.slice(1).forEach((level, index) => {
        expect(level).toBeLessThanOrEqual(Math.max(2 * (levels[index] ?? 0), reach))
      })
    }),
  )
})

test.each(starts)('from %i participants, 600 compute units are enough for a limit at 37', (start) => {
  const { observations, limitedBy } = search({ start, max: 600, reach: 150 }, limitAt(37))
  expect(limitedBy).toBe('app')
  expect(observations.reduce((sum, { level }) => sum + level, 0)).toBeLessThanOrEqual(600)
})

test('no run exceeds the range, and the limit is repeated', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      fc.nat(),
      (start, max, limit) => {
        const { observations, held, broke } = search({ start, max }, limitAt(limit % 301))
        expect(Math.max(...observations.map(({ level }) => level))).toBeLessThanOrEqual(max)
        const runsAt = (level?: number) => observations.filter((one) => one.level === level).length
        expect(runsAt(broke)).toBe(broke === undefined ? 0 : 2)
        const isNear = ({ level }: Observation) =>
          held !== undefined && level <= held && level >= (held * 7) / 8
        expect(observations.filter(isNear).length).toBeGreaterThanOrEqual(held === undefined ? 0 : 2)
      },
    ),
  )
})

test('an overloaded machine is never the limit of the app', () => {
  const outcomeAt = (level: number): Outcome => (level <= 12 ? 'held' : 'overloaded')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 500 }), (start, max) => {
      const found = search({ start, max }, outcomeAt)
      expect(found.limitedBy).toBe(max <= 12 ? 'max' : 'machine')
      expect(found.held).toBe(Math.min(12, max))
    }),
  )
})

test('an interrupted search goes on where it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.nat({ max: 120 }), fc.nat(), (max, limit, cut) => {
      const range = { start: 4, max }
      const { observations } = search(range, limitAt(limit))
      const known = observations.slice(0, cut % observations.length)
      expect(nextStep(known, range)).toEqual({ kind: 'run', level: observations[known.length]?.level })
    }),
  )
})

test('no search without contradictions costs more than was said', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 200 }),
      fc.nat({ max: 220 }),
      (start, max, limit) => {
        const range = { start, max }
        const costOf = (level: number) => 2 * level
        const most = maxSearchCost(range, costOf)
        const { runs, observations } = search(range, limitAt(limit))
        expect(runs).toBeLessThanOrEqual(most.runs)
        expect(observations.reduce((sum, { level }) => sum + costOf(level), 0)).toBeLessThanOrEqual(
          most.computeUnits,
        )
      },
    ),
  )
})
