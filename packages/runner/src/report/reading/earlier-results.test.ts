import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EarlierSession, EarlierSessions } from '../../model/comparison/earlier-sessions.js'
import type { Check, Verdict } from '../../model/result.js'
import { gateChange, sinceText } from './earlier-results.js'

/** Sessions of one test, an hour apart, newest first. */
function sessionsOf(
  verdicts: readonly (Verdict | undefined)[],
  values: readonly (number | undefined)[] = [],
): EarlierSessions {
  return {
    sessions: verdicts.map((verdict, index): EarlierSession => {
      const value = values[index]
      const outcome = verdict === 'interrupted' ? 'skipped' : (verdict ?? 'passed')
      const checks = new Map([['rtt', { outcome, ...(value !== undefined && { value }) }]])
      return {
        id: `s${index}`,
        startedMs: Date.UTC(2026, 10, 22, 10 - index),
        commit: `0f1e2d3c4b${index}`,
        tests: new Map(verdict === undefined ? [] : [['call', { verdict, checks }]]),
      }
    }),
    comparisons: new Map(),
  }
}

test.each<[string, readonly (Verdict | undefined)[], string | undefined]>([
  ['no session', [], undefined],
  ['sessions without the test', [undefined, undefined], undefined],
  ['an interrupted session', ['interrupted'], undefined],
  [
    'a test that passed before',
    ['passed', 'failed'],
    'new: it passed in the previous session of 2026-11-22 10:00 UTC (commit 0f1e2d3c)',
  ],
  [
    'an interruption after a pass',
    ['interrupted', 'passed'],
    'new: it passed in the previous session of 2026-11-22 09:00 UTC (commit 0f1e2d3c)',
  ],
  [
    'two failures after a pass',
    ['failed', 'errored', 'passed', 'failed'],
    '2026-11-22 09:00 UTC (commit 0f1e2d3c), 3 sessions in a row; it last passed in that of 2026-11-22 08:00 UTC (commit 0f1e2d3c)',
  ],
  [
    'failures alone',
    ['failed', 'failed'],
    'at least 2026-11-22 09:00 UTC (commit 0f1e2d3c): it passed in none of the 2 earlier sessions that are known',
  ],
])('since when, after %s', (_, verdicts, expected) => {
  expect(sinceText('call', undefined, sessionsOf(verdicts))).toBe(expected)
  // A gate has a history of its own, with the same words.
  expect(sinceText('call', { name: 'rtt' }, sessionsOf(verdicts))).toBe(expected)
  expect(sinceText('call', { name: 'another gate' }, sessionsOf(verdicts))).toBeUndefined()
})

function aCheck(value: number | undefined, unit: 'ms' | '0…1' = 'ms'): Check {
  return {
    kind: 'expectation',
    name: 'rtt',
    outcome: 'passed',
    measure: { operator: 'lt', limit: 150, unit, ...(value !== undefined && { value }) },
    participants: { total: 8, passed: 8 },
  }
}

test('a change is that to the newest session with a value', () => {
  const earlier = sessionsOf(['failed', 'passed', 'passed'], [undefined, 118, 100])
  expect(gateChange('call', aCheck(155), earlier)).toMatchObject({
    text: '+37 ms',
    before: '118 ms',
    session: { id: 's1' },
    trend: [100, 118, 155],
  })
  expect(gateChange('call', aCheck(0.5, '0…1'), sessionsOf(['passed'], [0.75]))?.text).toBe(
    '-25 percentage points',
  )
  expect(gateChange('call', aCheck(118), earlier)?.text).toBe('no change')
  expect(gateChange('call', aCheck(undefined), earlier)).toBeUndefined()
  expect(gateChange('other', aCheck(155), earlier)).toBeUndefined()
})

test('a change has the sign of the difference', () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(value, value, (before, after) => {
      const { text = '' } = gateChange('call', aCheck(after), sessionsOf(['passed'], [before])) ?? {}
      const sign = text === 'no change' ? 0 : text.startsWith('+') ? 1 : -1
      expect(sign).toBe(Math.sign(after - before))
    }),
  )
})
