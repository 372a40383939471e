import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ConcurrencyLimiter, createConcurrencyLimiter, type LimiterSlot } from './concurrency-limiter.js'

/** Requests a slot, and records what it gets. */
function request(limiter: ConcurrencyLimiter, signal = new AbortController().signal) {
  const state: { slot?: LimiterSlot; isGranted: boolean; queued: number } = { isGranted: false, queued: 0 }
  const acquired = limiter.acquire({ onQueued: () => void state.queued++, signal }).then((slot) => {
    void slot.granted.then(() => (state.isGranted = true))
    return (state.slot = slot)
  })
  return { state, acquired }
}

/** `waits`, `prepares` or `runs`, for each request. */
async function phases(requests: readonly ReturnType<typeof request>[]) {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  return requests.map(({ state }) => (state.isGranted ? 'runs' : state.slot ? 'prepares' : 'waits'))
}

test('grants slots in the order of the requests', async () => {
  const limiter = createConcurrencyLimiter({ capacity: 1 })
  const requests = [request(limiter), request(limiter), request(limiter)]
  const slot = await requests[0]?.acquired
  expect(requests.map(({ state }) => state.queued)).toEqual([0, 1, 1])
  expect(await phases(requests)).toEqual(['runs', 'waits', 'waits'])
  slot?.release()
  expect(await phases(requests)).toEqual(['runs', 'runs', 'waits'])
  const next = await requests[1]?.acquired
  expect(next?.waited).toBe(true)
  next?.release()
  expect((await requests[2]?.acquired)?.waited).toBe(true)
})

test('prepares the next ones while others run', async () => {
  const limiter = createConcurrencyLimiter({ capacity: 1, ahead: 2 })
  const requests = [request(limiter), request(limiter), request(limiter), request(limiter)]
  expect(await phases(requests)).toEqual(['runs', 'prepares', 'prepares', 'waits'])
  requests[0]?.state.slot?.release()
  expect(await phases(requests)).toEqual(['runs', 'runs', 'prepares', 'prepares'])
  // The end of one that never ran.
  requests[2]?.state.slot?.release()
  requests[1]?.state.slot?.release()
  expect(await phases(requests)).toEqual(['runs', 'runs', 'prepares', 'runs'])
})

test('never queues a participant without onQueued', async () => {
  const limiter = createConcurrencyLimiter({ capacity: 1 })
  const { signal } = new AbortController()
  const [first, extra] = [await limiter.acquire({ signal }), await limiter.acquire({ signal })]
  expect(extra.waited).toBe(false)
  const queued = request(limiter)
  first.release()
  expect(await phases([queued])).toEqual(['waits'])
  extra.release()
  expect((await queued.acquired).waited).toBe(true)
})

test('gives no slot to an aborted request', async () => {
  const limiter = createConcurrencyLimiter({ capacity: 1 })
  const first = await request(limiter).acquired
  const abort = new AbortController()
  const [aborted, next] = [request(limiter, abort.signal), request(limiter)]
  abort.abort()
  const noSlot = await aborted.acquired
  noSlot.release()
  expect(await phases([aborted, next])).toEqual(['prepares', 'waits'])
  first.release()
  expect((await next.acquired).waited).toBe(true)
  expect((await request(limiter, AbortSignal.abort()).acquired).waited).toBe(true)
})

test('exceeds no limit and forgets no request in any order of ends', async () => {
  const limits = fc.record({
    capacity: fc.integer({ min: 1, max: 4 }),
    ahead: fc.integer({ min: 0, max: 3 }),
  })
  const ends = fc.array(fc.record({ choice: fc.nat(20), aborts: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(limits, ends, async ({ capacity, ahead }, steps) => {
      const limiter = createConcurrencyLimiter({ capacity, ahead })
      let participants = steps.map(() => {
        const abort = new AbortController()
        return { abort, ...request(limiter, abort.signal) }
      })
      for (const { choice, aborts } of steps) {
        const now = await phases(participants)
        const count = (phase: string) => now.filter((each) => each === phase).length
        expect(count('runs')).toBe(Math.min(capacity, participants.length))
        expect(count('prepares')).toBe(Math.min(ahead, participants.length - count('runs')))
        const chosen = participants[choice % participants.length]
        if (!chosen || (!aborts && !chosen.state.slot)) continue
        if (aborts) chosen.abort.abort()
        const slot = await chosen.acquired
        slot.release()
        participants = participants.filter((each) => each !== chosen)
      }
    }),
  )
})
