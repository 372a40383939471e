import type { Result } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { aResult, aRun } from '../../test/examples.js'
import { metric } from '../spec.js'
import { judgeByGates } from './judge-by-gates.js'

const gates = { asserts: [metric('webrtc/audio/rtt/avg').lessThan(200)], expects: [] }

function verdictOf(average: number, result: Partial<Result> = {}, run: Parameters<typeof aRun>[0] = {}) {
  const metrics = { machine: {}, webrtc: { 'webrtc/audio/rtt': { average } } }
  return judgeByGates(gates, aRun(run), [aResult(0, { metrics, ...result }).result]).verdict
}

test.each([
  ['a value within its limit', verdictOf(80), 'passed'],
  ['a value beyond its limit', verdictOf(900), 'failed'],
  ['a value that cannot have been measured', verdictOf(-80), 'errored'],
  ['metrics that are not final', verdictOf(80, {}, { metric_status: 'calculating' }), 'errored'],
  ['a pass whose script failed', verdictOf(80, { selenium_result: 'fail' }), 'errored'],
  ['a run that did not end', verdictOf(80, {}, { status: 'running' }), 'errored'],
])('an earlier run with %s is judged by the gates of now', (_, verdict, expected) => {
  expect(verdict).toBe(expected)
})
