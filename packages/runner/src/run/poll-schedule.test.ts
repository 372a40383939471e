import { type Run, virtualClock } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { createPollSchedule } from './poll-schedule.js'
import { expectedEndMs, overheads } from './expected-end.js'

function look(...statuses: (string | undefined)[]) {
  return {
    live: statuses.map((status, id) => ({ id: id + 1, status }) as Run),
    changed: false,
  }
}

function start(random = 0.5) {
  const clock = virtualClock(0)
  return { clock, cadence: createPollSchedule({ clock, intervalMs: 5_000, random: () => random }) }
}

test.each([
  ['initializing', 15_000],
  ['pending', 10_000],
  ['running', 10_000],
  ['hibernating', 10_000],
  ['waiting-results', 5_000],
  ['collecting-results', 5_000],
  ['stopping', 5_000],
])('a run that is %s is looked at after %i ms', (status, expected) => {
  expect(start().cadence.pauseMs(look(status))).toBe(expected)
})

test('the run that is nearest to its end sets the pace of all, and a look that saw nothing is repeated', () => {
  const { cadence } = start()
  expect(cadence.pauseMs(look('initializing', 'collecting-results'))).toBe(5_000)
  expect(cadence.pauseMs(look())).toBe(10_000)
})

test('an end that is known from before is approached, and then waited for', () => {
  const { clock, cadence } = start()
  cadence.expectEnd(1, 100_000)
  const pauses = [0, 80_000, 15_000, 60_000].map((ms) => {
    clock.advance(ms)
    return cadence.pauseMs(look('running'))
  })
  expect(pauses).toEqual([15_000, 10_000, 5_000, 5_000])
})

test('looks of several machines are spread', () => {
  expect(start(0).cadence.pauseMs(look('pending'))).toBe(8_500)
  expect(start(1).cadence.pauseMs(look('pending'))).toBe(11_500)
})

test('the end is expected after start-up, ramp-up, timeout and collection, or when it was seen before', () => {
  const course = {
    spec: { startIntervalSeconds: 10, participantTimeoutSeconds: 60 },
    launchedMs: 1_000,
    overhead: overheads.service,
  }
  expect(expectedEndMs(course)).toBe(1_000 + 240_000 + 70_000 + 60_000)
  expect(expectedEndMs({ ...course, runningMs: 100_000 })).toBe(100_000 + 70_000 + 60_000)
  expect(expectedEndMs({ ...course, seenMs: 90_000 })).toBe(91_000)
  expect(expectedEndMs({ ...course, seenMs: 9_000_000 })).toBe(371_000)
})
