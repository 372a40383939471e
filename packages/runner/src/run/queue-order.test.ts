import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareSize,
  isWithinLimits,
  type Limits,
  type Load,
  maxOvertakes,
  nextToStart,
  type QueuedLoad,
} from './queue-order.js'

const load = fc.record({ participants: fc.integer({ min: 1, max: 50 }), computeUnits: fc.nat(80) })
const anyLimits = fc.record({
  runs: fc.integer({ min: 1, max: 5 }),
  participants: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(Infinity)),
  computeUnits: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constant(Infinity)),
})

/** Starts all loads. When none can start, a live one ends. */
function startAll(loads: readonly Load[], limits: Limits, ends: readonly number[]) {
  let queue: QueuedLoad[] = loads.toSorted(compareSize).map((one) => ({ ...one, overtakenBy: 0 }))
  let live: QueuedLoad[] = []
  const started: { readonly one: QueuedLoad; readonly others: readonly Load[] }[] = []
  for (let step = 0; queue.length > 0; step++) {
    const index = nextToStart(queue, live, limits)
    if (index === undefined) {
      const ended = (ends[step % ends.length] ?? 0) % live.length
      live = live.filter((_, at) => at !== ended)
      continue
    }
    const [one] = queue.splice(index, 1) as [QueuedLoad]
    queue = queue.map((other, at) => (at < index ? { ...other, overtakenBy: other.overtakenBy + 1 } : other))
    started.push({ one, others: live })
    live = [...live, one]
  }
  return started
}

const sessions = fc.tuple(
  fc.array(load, { minLength: 1, maxLength: 60 }),
  anyLimits,
  fc.array(fc.nat(50), { minLength: 1 }),
)

test('every test starts, within the limits or alone', () => {
  fc.assert(
    fc.property(sessions, ([loads, limits, ends]) => {
      const started = startAll(loads, limits, ends)
      expect(started).toHaveLength(loads.length)
      for (const { one, others } of started) {
        expect(others.length === 0 || isWithinLimits([...others, one], limits)).toBe(true)
      }
    }),
  )
})

test('a test is overtaken a limited number of times', () => {
  fc.assert(
    fc.property(sessions, ([loads, limits, ends]) => {
      for (const { one } of startAll(loads, limits, ends))
        expect(one.overtakenBy).toBeLessThanOrEqual(maxOvertakes)
    }),
  )
})

test('without limits, the biggest tests start first', () => {
  const room = { runs: Infinity, participants: Infinity, computeUnits: Infinity }
  fc.assert(
    fc.property(fc.array(load), (loads) => {
      const started = startAll(loads, room, [0]).map(({ one }) => one.participants)
      expect(started).toEqual(started.toSorted((a, b) => b - a))
    }),
  )
})

test('small tests overtake a big one that does not fit, a limited number of times', () => {
  const queue = (overtakenBy: number) => [
    { participants: 8, computeUnits: 0, overtakenBy },
    { participants: 1, computeUnits: 0, overtakenBy: 0 },
  ]
  const live = [{ participants: 5, computeUnits: 0 }]
  const limits = { runs: 9, participants: 10, computeUnits: Infinity }
  expect(nextToStart(queue(0), live, limits)).toBe(1)
  expect(nextToStart(queue(maxOvertakes), live, limits)).toBeUndefined()
  expect(nextToStart(queue(maxOvertakes), [], limits)).toBe(0)
})
