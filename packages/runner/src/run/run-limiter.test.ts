import { setMaxListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createRunLimiter } from './run-limiter.js'

const unlimited = { runs: Infinity, participants: Infinity, computeUnits: Infinity }
function load(participants: number) {
  return { participants, computeUnits: 0 }
}
function nextTick() {
  return new Promise(setImmediate)
}
const never = new AbortController().signal
setMaxListeners(0, never)

test('the biggest test of a moment starts first', async () => {
  const limiter = createRunLimiter({ ...unlimited, runs: 1 })
  const order: number[] = []
  const start = async (size: number) => {
    const slot = await limiter.acquire(load(size), { signal: never })
    order.push(size)
    return slot
  }
  const [small, big] = [start(1), start(9)]
  ;(await big).release()
  ;(await small).release()
  expect(order).toEqual([9, 1])
})

test('positions are reported at first and before the start', async () => {
  const limiter = createRunLimiter({ ...unlimited, runs: 1 })
  const positions: number[] = []
  const others = [9, 8, 7, 6].map((size) => limiter.acquire(load(size), { signal: never }))
  void limiter.acquire(load(1), { signal: never, onPosition: (position) => positions.push(position) })
  for (const other of others) {
    const slot = await other
    await nextTick()
    slot.release()
  }
  await nextTick()
  expect(positions).toEqual([4, 2, 1])
})

test.each([10, 100, 1_000])('%i tests report a linear number of positions', async (count) => {
  const limiter = createRunLimiter({ ...unlimited, runs: 4 })
  let reports = 0
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const slot = await limiter.acquire(load(index % 7), { signal: never, onPosition: () => reports++ })
      await nextTick()
      slot.release()
    }),
  )
  expect(reports).toBeGreaterThan(count / 2)
  expect(reports).toBeLessThanOrEqual(3 * count)
})

test('a test bigger than a limit runs alone', async () => {
  const limiter = createRunLimiter({ ...unlimited, participants: 5 })
  const [big, small] = [
    limiter.acquire(load(9), { signal: never }),
    limiter.acquire(load(1), { signal: never }),
  ]
  let hasSmallStarted = false
  void small.then(() => (hasSmallStarted = true))
  const slot = await big
  expect(slot.alone).toBe(true)
  await nextTick()
  expect(hasSmallStarted).toBe(false)
  slot.release()
  expect((await small).alone).toBe(false)
})

test('a live run occupies a slot, released only once', async () => {
  const limiter = createRunLimiter({ ...unlimited, runs: 2 })
  const release = limiter.occupy(load(1))
  await limiter.acquire(load(1), { signal: never })
  const third = limiter.acquire(load(1), { signal: never })
  let hasFourthStarted = false
  void limiter.acquire(load(1), { signal: never }).then(() => (hasFourthStarted = true))
  release()
  release()
  await third
  await nextTick()
  expect(hasFourthStarted).toBe(false)
})

test('an abort leaves the queue, a closed limiter rejects', async () => {
  const limiter = createRunLimiter({ ...unlimited, runs: 1 })
  const slot = await limiter.acquire(load(1), { signal: never })
  const abort = new AbortController()
  const waitingToAbort = limiter.acquire(load(2), { signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(waitingToAbort).rejects.toThrow('enough')
  const waiting = limiter.acquire(load(1), { signal: never })
  limiter.close(new Error('closed'))
  await expect(waiting).rejects.toThrow('closed')
  slot.release()
  await expect(limiter.acquire(load(1), { signal: never })).rejects.toThrow('closed')
  expect(limiter.closedBy()?.message).toBe('closed')
})
