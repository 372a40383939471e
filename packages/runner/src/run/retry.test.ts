import { AuthenticationError } from '@loadero-test/core'
import { expect, test } from 'vitest'
import type { TestAttempt } from '../model/model.js'
import { aRun } from '../../test/examples.js'
import type { Executed } from './execute.js'
import { getsAnother } from './retry.js'

function executed(parts: Partial<Executed>): Executed {
  return {
    verdict: 'errored',
    reasons: [],
    participantCounts: { total: 1, passed: 0, failed: 0 },
    checks: [],
    participants: [],
    metrics: [],
    run: aRun({ status: 'server-error' }),
    launchedMs: 0,
    ...parts,
  }
}

const refusal = new AuthenticationError(403, {}, { method: 'GET', path: 'runs/', attempts: 1 })

test.each<[boolean, string, Partial<Executed>]>([
  [true, 'an infrastructure status', {}],
  [true, 'a run that is done, of which results are missing', { run: aRun({ status: 'done' }) }],
  [
    true,
    'a run that was over its time, and was stopped',
    { run: aRun({ status: 'aborted' }), givenUp: 'deadline' },
  ],
  [false, 'a run that was over its time, and may still be going', { run: aRun({ status: 'running' }) }],
  [false, 'a run that somebody else stopped', { run: aRun({ status: 'aborted' }) }],
  [false, 'a test without participants', { run: aRun({ status: 'no-users' }) }],
  [false, 'a status that nobody knows', { run: aRun({ status: 'melted' }) }],
  [false, 'a refusal', { run: aRun({ status: 'done' }), refusal }],
  [false, 'an interrupt', { verdict: 'interrupted', givenUp: 'interrupted' }],
  [false, 'the end of the session', { run: aRun({ status: 'aborted' }), givenUp: 'over time' }],
  [false, 'a pass', { verdict: 'passed' }],
  [false, 'a failure', { verdict: 'failed', run: aRun() }],
])('retries for errors: %s after %s', (expected, _, parts) => {
  expect(getsAnother(executed(parts), [], { errored: 1, failed: 0 })).toBe(expected)
})

test('each cause has attempts of its own', () => {
  const attempt = (verdict: TestAttempt['verdict']) => ({ verdict }) as TestAttempt
  const failed = executed({ verdict: 'failed', run: aRun() })
  const retries = { errored: 1, failed: 2 }
  expect(getsAnother(failed, [attempt('errored'), attempt('failed')], retries)).toBe(true)
  expect(getsAnother(failed, [attempt('failed'), attempt('failed')], retries)).toBe(false)
  expect(getsAnother(executed({}), [attempt('errored')], retries)).toBe(false)
})
