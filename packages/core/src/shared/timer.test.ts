import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../clock/clock.js'
import { startTimer } from './timer.js'

const dayMs = 86_400_000

function useFakeTimers() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
}

test.each([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32, 100 * dayMs])(
  'a timer of %d ms ends neither early nor late',
  async (ms) => {
    useFakeTimers()
    let ended = 0
    startTimer(ms, () => ended++)
    const sleeping = systemClock.sleep(ms).then(() => ended++)
    await vi.advanceTimersByTimeAsync(Math.max(0, ms - 1))
    expect(ended).toBe(ms === 0 ? 2 : 0)
    await vi.advanceTimersByTimeAsync(1)
    await sleeping
    expect(ended).toBe(2)
    expect(vi.getTimerCount()).toBe(0)
  },
)

test('an endless timer never ends', async () => {
  useFakeTimers()
  let ended = false
  const timer = startTimer(Infinity, () => (ended = true))
  await vi.advanceTimersByTimeAsync(100 * dayMs)
  expect(ended).toBe(false)
  timer.cancel()
  expect(vi.getTimerCount()).toBe(0)
})

test('a long timer can be cancelled and restarted', async () => {
  useFakeTimers()
  let ended = 0
  const timer = startTimer(40 * dayMs, () => ended++)
  await vi.advanceTimersByTimeAsync(30 * dayMs)
  timer.restart()
  await vi.advanceTimersByTimeAsync(39 * dayMs)
  expect(ended).toBe(0)
  await vi.advanceTimersByTimeAsync(dayMs)
  expect(ended).toBe(1)
  timer.restart()
  timer.cancel()
  expect(vi.getTimerCount()).toBe(0)
})

test('a long sleep ends with its signal', async () => {
  useFakeTimers()
  const abort = new AbortController()
  const sleeping = systemClock.sleep(100 * dayMs, abort.signal)
  await vi.advanceTimersByTimeAsync(50 * dayMs)
  abort.abort(new Error('stop'))
  await expect(sleeping).rejects.toThrow('stop')
  expect(vi.getTimerCount()).toBe(0)
})
