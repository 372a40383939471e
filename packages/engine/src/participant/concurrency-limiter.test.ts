import { expect, test } from 'vitest'
import { createConcurrencyLimiter, type LimiterSlot } from './concurrency-limiter.js'

const never = new AbortController().signal

/** Requests a slot, and records the slot and how often `onQueued` was called. */
function request(limiter: ReturnType<typeof createConcurrencyLimiter>, signal = never) {
  const state: { slot?: LimiterSlot; queued: number } = { queued: 0 }
  const acquired = limiter
    .acquire({ onQueued: () => void state.queued++, signal })
    .then((slot) => (state.slot = slot))
  return { state, acquired }
}

test('grants slots in the order of the requests', async () => {
  const limiter = createConcurrencyLimiter(1)
  const [first, second, third] = [request(limiter), request(limiter), request(limiter)]
  const slot = await first.acquired
  expect([first, second, third].map(({ state }) => state.queued)).toEqual([0, 1, 1])
  expect(second.state.slot).toBeUndefined()
  slot.release()
  const next = await second.acquired
  expect(next.waited).toBe(true)
  expect(third.state.slot).toBeUndefined()
  next.release()
  expect((await third.acquired).waited).toBe(true)
})

test('never queues a participant without onQueued', async () => {
  const limiter = createConcurrencyLimiter(1)
  const [first, extra] = [await limiter.acquire({ signal: never }), await limiter.acquire({ signal: never })]
  expect(extra.waited).toBe(false)
  const queued = request(limiter)
  first.release()
  await Promise.resolve()
  expect(queued.state.slot).toBeUndefined()
  extra.release()
  expect((await queued.acquired).waited).toBe(true)
})

test('gives no slot to an aborted request', async () => {
  const limiter = createConcurrencyLimiter(1)
  const first = await request(limiter).acquired
  const abort = new AbortController()
  const [aborted, next] = [request(limiter, abort.signal), request(limiter)]
  abort.abort()
  const noSlot = await aborted.acquired
  noSlot.release()
  expect(next.state.slot).toBeUndefined()
  first.release()
  expect((await next.acquired).waited).toBe(true)
  expect((await request(limiter, AbortSignal.abort()).acquired).waited).toBe(true)
})
