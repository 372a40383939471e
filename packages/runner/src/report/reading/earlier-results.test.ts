import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Check, EarlierResult, Verdict } from '../../model/result.js'
import { gateChange, sinceText } from './earlier-results.js'

/** Results of one test, an hour apart, newest first; `undefined` for a session without the gate. */
function earlierOf(verdicts: readonly (Verdict | undefined)[]): readonly EarlierResult[] {
  return verdicts.map((verdict = 'skipped', index) => ({
    sessionId: `s${index}`,
    startedMs: Date.UTC(2026, 10, 22, 10 - index),
    commit: `0f1e2d3c4b${index}`,
    verdict,
    outcomes: { rtt: verdict === 'interrupted' ? 'skipped' : verdict },
  }))
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
  const earlier = earlierOf(verdicts)
  expect(sinceText({ earlier }, undefined)).toBe(expected)
  // A gate has a history of its own, with the same words.
  expect(sinceText({ earlier }, { name: 'rtt' })).toBe(expected)
  expect(sinceText({ earlier }, { name: 'another gate' })).toBeUndefined()
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

function withTrend(value: number | undefined, values: readonly number[], unit: 'ms' | '0…1' = 'ms'): Check {
  const trend = values.map((one, index) => ({
    sessionId: `s${index}`,
    startedMs: index,
    value: one,
    outcome: 'passed' as const,
  }))
  return { ...aCheck(value, unit), trend }
}

test('a change is that to the baseline, or else to the previous session', () => {
  expect(gateChange(withTrend(155, [100, 118]))).toEqual({
    text: '+37 ms',
    before: '118 ms in the previous session',
  })
  expect(gateChange(withTrend(0.5, [0.75], '0…1'))?.text).toBe('-25 percentage points')
  expect(gateChange(withTrend(118, [118]))?.text).toBe('no change')
  expect(gateChange(withTrend(undefined, [118]))).toBeUndefined()
  expect(gateChange(aCheck(155))).toBeUndefined()
  const baseline = { kind: 'known', value: 120, source: '5 earlier runs', runIds: [] } as const
  expect(gateChange({ ...withTrend(155, [100]), history: { subject: 'rtt', value: 155, baseline } })).toEqual(
    {
      text: '+35 ms',
      before: '120 ms of 5 earlier runs',
    },
  )
})

test('a change has the sign of the difference', () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(value, value, (before, after) => {
      const { text = '' } = gateChange(withTrend(after, [before])) ?? {}
      const sign = text === 'no change' ? 0 : text.startsWith('+') ? 1 : -1
      expect(sign).toBe(Math.sign(after - before))
    }),
  )
})
