import { expect, test } from 'vitest'
import { createConcurrencyLimiter, type LimiterSlot } from './concurrency-limiter.js'

const never = new AbortController().signal

/** Asks for a seat, and notes who sits and who was told to wait. */
function ask(seats: ReturnType<typeof createConcurrencyLimiter>, signal = never) {
  const guest: { seat?: LimiterSlot; told: number } = { told: 0 }
  const seated = seats.take({ onQueued: () => void guest.told++, signal }).then((seat) => (guest.seat = seat))
  return { guest, seated }
}

test('who comes late waits and says so, and sits in the order of coming', async () => {
  const seats = createConcurrencyLimiter(1)
  const [first, second, third] = [ask(seats), ask(seats), ask(seats)]
  const seat = await first.seated
  expect([first, second, third].map(({ guest }) => guest.told)).toEqual([0, 1, 1])
  expect(second.guest.seat).toBeUndefined()
  seat.leave()
  const next = await second.seated
  expect(next.waited).toBe(true)
  expect(third.guest.seat).toBeUndefined()
  next.leave()
  expect((await third.seated).waited).toBe(true)
})

test('who cannot say so never waits, and its seat is not given twice', async () => {
  const seats = createConcurrencyLimiter(1)
  const [one, more] = [await seats.take({ signal: never }), await seats.take({ signal: never })]
  expect(more.waited).toBe(false)
  const late = ask(seats)
  one.leave()
  await Promise.resolve()
  expect(late.guest.seat).toBeUndefined()
  more.leave()
  expect((await late.seated).waited).toBe(true)
})

test('who is stopped while waiting takes no seat with it', async () => {
  const seats = createConcurrencyLimiter(1)
  const first = await ask(seats).seated
  const stop = new AbortController()
  const [stopped, next] = [ask(seats, stop.signal), ask(seats)]
  stop.abort()
  const nothing = await stopped.seated
  nothing.leave()
  expect(next.guest.seat).toBeUndefined()
  first.leave()
  expect((await next.seated).waited).toBe(true)
  expect((await ask(seats, AbortSignal.abort()).seated).waited).toBe(true)
})
