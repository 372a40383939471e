import { expect, test } from 'vitest'
import { createRateLimiter, type Priority } from './rate-limiter.js'
import { virtualClock } from '../clock/virtual-clock.js'

test('four a second: no window of one second holds more', async () => {
  const clock = virtualClock(0)
  const pace = createRateLimiter(clock)
  const sent: number[] = []
  await Promise.all(Array.from({ length: 12 }, () => pace.acquire('poll').then(() => sent.push(clock.now()))))
  for (const from of sent)
    expect(sent.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(4)
  expect(sent.at(-1)).toBe(2_750)
})

test('a stop goes before a launch, a launch before a poll, and equals in the order of asking', async () => {
  const pace = createRateLimiter(virtualClock(0))
  const order: string[] = []
  const ask = (priority: Priority, name: string) => pace.acquire(priority).then(() => order.push(name))
  await Promise.all([
    ask('write', 'first in'),
    ask('artifact', 'artifact'),
    ask('poll', 'poll 1'),
    ask('poll', 'poll 2'),
    ask('launch', 'launch'),
    ask('stop', 'stop'),
  ])
  // The first one found the budget unused.
  expect(order).toEqual(['first in', 'stop', 'launch', 'poll 1', 'poll 2', 'artifact'])
})

test('a hold lets nothing through before its end', async () => {
  const clock = virtualClock(0)
  const pace = createRateLimiter(clock, Infinity)
  pace.pauseFor(30_000)
  await pace.acquire('stop')
  expect(clock.now()).toBe(30_000)
})

test('who gives up waiting frees the turn', async () => {
  const clock = virtualClock(0)
  const pace = createRateLimiter(clock, 1)
  await pace.acquire('poll')
  const abort = new AbortController()
  const given = pace.acquire('poll', abort.signal)
  const next = pace.acquire('poll')
  abort.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
  await next
  expect(clock.now()).toBe(1_000)
})
