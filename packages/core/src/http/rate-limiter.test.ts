import { expect, test } from 'vitest'
import { createRateLimiter, type Priority } from './rate-limiter.js'
import { virtualClock } from '../clock/virtual-clock.js'

test('by default no second has more than four requests', async () => {
  const clock = virtualClock(0)
  const rateLimiter = createRateLimiter(clock)
  const sent: number[] = []
  await Promise.all(
    Array.from({ length: 12 }, () => rateLimiter.acquire('poll').then(() => sent.push(clock.now()))),
  )
  for (const from of sent)
    expect(sent.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(4)
  expect(sent.at(-1)).toBe(2_750)
})

test('requests are sent by priority, then in order', async () => {
  const rateLimiter = createRateLimiter(virtualClock(0))
  const order: string[] = []
  const acquire = (priority: Priority, name: string) =>
    rateLimiter.acquire(priority).then(() => order.push(name))
  await Promise.all([
    acquire('write', 'first in'),
    acquire('artifact', 'artifact'),
    acquire('poll', 'poll 1'),
    acquire('poll', 'poll 2'),
    acquire('launch', 'launch'),
    acquire('stop', 'stop'),
  ])
  // Nothing was sent before the first one, so it does not wait.
  expect(order).toEqual(['first in', 'stop', 'launch', 'poll 1', 'poll 2', 'artifact'])
})

test('a pause delays every request until its end', async () => {
  const clock = virtualClock(0)
  const rateLimiter = createRateLimiter(clock, Infinity)
  rateLimiter.pauseFor(30_000)
  await rateLimiter.acquire('stop')
  expect(clock.now()).toBe(30_000)
})

test('an aborted request does not delay the next one', async () => {
  const clock = virtualClock(0)
  const rateLimiter = createRateLimiter(clock, 1)
  await rateLimiter.acquire('poll')
  const abort = new AbortController()
  const aborted = rateLimiter.acquire('poll', abort.signal)
  const next = rateLimiter.acquire('poll')
  abort.abort(new Error('enough'))
  await expect(aborted).rejects.toThrow('enough')
  await next
  expect(clock.now()).toBe(1_000)
})
