import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bySize, isWithin, type Limits, type Load, atMostPassed, nextToGo, type Waiting } from './turns.js'

const load = fc.record({ participants: fc.integer({ min: 1, max: 50 }), computeUnits: fc.nat(80) })
const limits = fc.record({
  runs: fc.integer({ min: 1, max: 5 }),
  participants: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(Infinity)),
  computeUnits: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constant(Infinity)),
})

/** Lets everybody go, one after another or together, and ends whichever the numbers say whenever nobody can go. */
function playAll(loads: readonly Load[], given: Limits, ends: readonly number[]) {
  let waiting: Waiting[] = loads.toSorted(bySize).map((one) => ({ ...one, passedBy: 0 }))
  let underWay: Waiting[] = []
  const went: { readonly one: Waiting; readonly beside: readonly Load[] }[] = []
  for (let step = 0; waiting.length > 0; step++) {
    const index = nextToGo(waiting, underWay, given)
    if (index === undefined) {
      const ended = (ends[step % ends.length] ?? 0) % underWay.length
      underWay = underWay.filter((_, at) => at !== ended)
      continue
    }
    const [one] = waiting.splice(index, 1) as [Waiting]
    waiting = waiting.map((other, at) => (at < index ? { ...other, passedBy: other.passedBy + 1 } : other))
    went.push({ one, beside: underWay })
    underWay = [...underWay, one]
  }
  return went
}

const sessions = fc.tuple(
  fc.array(load, { minLength: 1, maxLength: 60 }),
  limits,
  fc.array(fc.nat(50), { minLength: 1 }),
)

test('everybody goes, within the limits, or alone when bigger than a limit', () => {
  fc.assert(
    fc.property(sessions, ([loads, given, ends]) => {
      const went = playAll(loads, given, ends)
      expect(went).toHaveLength(loads.length)
      for (const { one, beside } of went) {
        expect(beside.length === 0 || isWithin([...beside, one], given)).toBe(true)
      }
    }),
  )
})

test('nobody is passed by more than a bounded number of others', () => {
  fc.assert(
    fc.property(sessions, ([loads, given, ends]) => {
      for (const { one } of playAll(loads, given, ends)) expect(one.passedBy).toBeLessThanOrEqual(atMostPassed)
    }),
  )
})

test('where there is room for all, the biggest go first', () => {
  const room = { runs: Infinity, participants: Infinity, computeUnits: Infinity }
  fc.assert(
    fc.property(fc.array(load), (loads) => {
      const went = playAll(loads, room, [0]).map(({ one }) => one.participants)
      expect(went).toEqual(went.toSorted((a, b) => b - a))
    }),
  )
})

test('small ones fill a gap beside a big one that finds no room, until they have passed it often enough', () => {
  const waiting = (passedBy: number) => [
    { participants: 8, computeUnits: 0, passedBy },
    { participants: 1, computeUnits: 0, passedBy: 0 },
  ]
  const underWay = [{ participants: 5, computeUnits: 0 }]
  const given = { runs: 9, participants: 10, computeUnits: Infinity }
  expect(nextToGo(waiting(0), underWay, given)).toBe(1)
  expect(nextToGo(waiting(atMostPassed), underWay, given)).toBeUndefined()
  expect(nextToGo(waiting(atMostPassed), [], given)).toBe(0)
})
