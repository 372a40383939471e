import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { systemClock } from '../clock/clock.js'
import { virtualClock } from '../clock/virtual-clock.js'
import { createRateLimiter } from '../http/rate-limiter.js'
import { onAbort } from './on-abort.js'

test('any number of callbacks share one listener', () => {
  const controller = new AbortController()
  const called: number[] = []
  const cancels = Array.from({ length: 50 }, (_, index) =>
    onAbort(controller.signal, () => called.push(index)),
  )
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
  cancels[0]?.()
  controller.abort()
  expect(called).toHaveLength(49)
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
})

test('the last cancelled callback removes the listener', () => {
  const { signal } = new AbortController()
  const cancels = [onAbort(signal, () => undefined), onAbort(signal, () => undefined)]
  for (const cancel of cancels) cancel()
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  onAbort(signal, () => undefined)
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
})

test('waits and queued requests share one listener of the signal', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const clock = virtualClock()
  const limiter = createRateLimiter(clock, 1)
  const waits = Array.from({ length: 20 }, () => [
    limiter.acquire('write', signal),
    clock.sleep(1e6, signal),
    systemClock.sleep(1e6, signal),
  ]).flat()
  expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1)
  controller.abort(new Error('stop'))
  const outcomes = await Promise.allSettled(waits)
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(59)
})
