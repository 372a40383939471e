import { type Run } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { expect, test } from 'vitest'
import { createPollSchedule } from './poll-schedule.js'
import { expectedEndMs, overheads } from './expected-end.js'

function poll(...statuses: (string | undefined)[]) {
  return {
    live: statuses.map((status, id) => ({ id: id + 1, status }) as Run),
    changed: false,
  }
}

function start(random = 0.5) {
  const clock = virtualClock(0)
  return { clock, schedule: createPollSchedule({ clock, intervalMs: 5_000, random: () => random }) }
}

test.each([
  ['initializing', 15_000],
  ['pending', 10_000],
  ['running', 10_000],
  ['hibernating', 10_000],
  ['waiting-results', 5_000],
  ['collecting-results', 5_000],
  ['stopping', 5_000],
])('a run that is %s is polled after %i ms', (status, expected) => {
  expect(start().schedule.pauseMs(poll(status))).toBe(expected)
})

test('the run nearest to its end sets the pause', () => {
  const { schedule } = start()
  expect(schedule.pauseMs(poll('initializing', 'collecting-results'))).toBe(5_000)
  expect(schedule.pauseMs(poll())).toBe(10_000)
})

test('pauses shrink toward an expected end', () => {
  const { clock, schedule } = start()
  schedule.expectEnd(1, 100_000)
  const pauses = [0, 80_000, 15_000, 60_000].map((ms) => {
    clock.advance(ms)
    return schedule.pauseMs(poll('running'))
  })
  expect(pauses).toEqual([15_000, 10_000, 5_000, 5_000])
})

test('polls of several machines are spread', () => {
  expect(start(0).schedule.pauseMs(poll('pending'))).toBe(8_500)
  expect(start(1).schedule.pauseMs(poll('pending'))).toBe(11_500)
})

test('the expected end follows from the spec or an earlier run', () => {
  const timing = {
    spec: { startIntervalSeconds: 10, participantTimeoutSeconds: 60 },
    launchedMs: 1_000,
    overhead: overheads.service,
  }
  expect(expectedEndMs(timing)).toBe(1_000 + 240_000 + 70_000 + 60_000)
  expect(expectedEndMs({ ...timing, runningMs: 100_000 })).toBe(100_000 + 70_000 + 60_000)
  expect(expectedEndMs({ ...timing, seenMs: 90_000 })).toBe(91_000)
  expect(expectedEndMs({ ...timing, seenMs: 9_000_000 })).toBe(371_000)
})
