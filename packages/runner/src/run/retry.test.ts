import { AuthenticationError } from '@loadero-test/core'
import { expect, test } from 'vitest'
import type { TestAttempt } from '../model/result.js'
import { aRun } from '../../test/examples.js'
import { type AttemptEnd, shouldRetry } from './retry.js'

function attemptEnd(parts: Partial<AttemptEnd>): AttemptEnd {
  return {
    verdict: 'errored',
    run: aRun({ status: 'server-error' }),
    ...parts,
  }
}

const refusal = new AuthenticationError(403, {}, { method: 'GET', path: 'runs/', attempts: 1 })

test.each<[boolean, string, Partial<AttemptEnd>]>([
  [true, 'an infrastructure status', {}],
  [true, 'a done run with missing results', { run: aRun({ status: 'done' }) }],
  [true, 'a run stopped at its deadline', { run: aRun({ status: 'aborted' }), abandoned: 'deadline' }],
  [false, 'a run that may still be live', { run: aRun({ status: 'running' }) }],
  [false, 'a run stopped from outside', { run: aRun({ status: 'aborted' }) }],
  [false, 'a test without participants', { run: aRun({ status: 'no-users' }) }],
  [false, 'an unknown status', { run: aRun({ status: 'melted' }) }],
  [false, 'a refusal', { run: aRun({ status: 'done' }), refusal }],
  [false, 'an interrupt', { verdict: 'interrupted', abandoned: 'interrupted' }],
  [false, 'the time limit of the session', { run: aRun({ status: 'aborted' }), abandoned: 'over time' }],
  [false, 'a pass', { verdict: 'passed' }],
  [false, 'a failure', { verdict: 'failed', run: aRun() }],
])('retries for errors: %s after %s', (expected, _, parts) => {
  expect(shouldRetry(attemptEnd(parts), [], { retries: 1, retryFailed: 0 })).toBe(expected)
})

test('errored and failed attempts are counted separately', () => {
  const attempt = (verdict: TestAttempt['verdict']) => ({ verdict }) as TestAttempt
  const failed = attemptEnd({ verdict: 'failed', run: aRun() })
  const retries = { retries: 1, retryFailed: 2 }
  expect(shouldRetry(failed, [attempt('errored'), attempt('failed')], retries)).toBe(true)
  expect(shouldRetry(failed, [attempt('failed'), attempt('failed')], retries)).toBe(false)
  expect(shouldRetry(attemptEnd({}), [attempt('errored')], retries)).toBe(false)
})
