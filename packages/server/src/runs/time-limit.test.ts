import { virtualClock } from '@loadero-test/core/internal'
import { expect, test } from 'vitest'
import { createTimeLimit } from './time-limit.js'

function prepare(limitMs = 1_000) {
  const clock = virtualClock(0)
  return { clock, limit: createTimeLimit(clock, limitMs) }
}

test('aborts when the time is over', async () => {
  const { clock, limit } = prepare()
  limit.start()
  await clock.sleep(999)
  expect(limit.signal.aborted).toBe(false)
  await clock.sleep(2)
  expect(limit.signal.aborted).toBe(true)
})

test.each([
  ['before its start', (limit: ReturnType<typeof createTimeLimit>) => void limit],
  [
    'while it is held',
    (limit: ReturnType<typeof createTimeLimit>) => {
      limit.start()
      limit.hold()
    },
  ],
  [
    'after the end of one of two holds',
    (limit: ReturnType<typeof createTimeLimit>) => {
      limit.start()
      limit.hold()
      const resume = limit.hold()
      resume()
      resume()
    },
  ],
  [
    'after its end',
    (limit: ReturnType<typeof createTimeLimit>) => {
      limit.start()
      limit.finish()
    },
  ],
])('counts no time %s', async (_, change) => {
  const { clock, limit } = prepare()
  change(limit)
  await clock.sleep(100_000)
  expect(limit.signal.aborted).toBe(false)
})

test('goes on with the time that was left', async () => {
  const { clock, limit } = prepare()
  limit.start()
  await clock.sleep(600)
  const resume = limit.hold()
  await clock.sleep(50_000)
  resume()
  await clock.sleep(399)
  expect(limit.signal.aborted).toBe(false)
  await clock.sleep(2)
  expect(limit.signal.aborted).toBe(true)
})
