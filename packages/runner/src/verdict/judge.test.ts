import { type Run, runStatuses } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CollectedResult } from '../model/result.js'
import { aResult, aRun, reconciled } from '../../test/examples.js'
import { judge as judgeAll } from './judge.js'

function judge(run: Run, collected: readonly CollectedResult[]) {
  return judgeAll(
    { asserts: [], expects: [] },
    { run, collected, reconciliation: reconciled(), statistics: { asserts: [] } },
  )
}

function failedAssert(actual: string | null, message?: string) {
  return {
    id: 1,
    path: 'webrtc/audio/rtt/avg',
    operator: 'lt',
    expected: '200',
    actual,
    status: 'fail',
    message,
    created: undefined,
    updated: undefined,
  }
}

test('a done run with only passes is passed', () => {
  expect(judge(aRun({ participant_count: 2 }), [aResult(0), aResult(1)])).toMatchObject({
    verdict: 'passed',
    reasons: [],
    participantCounts: { total: 2, passed: 2, failed: 0 },
  })
})

test('equal failures of participants are one reason', () => {
  const scriptError = 'Timed out while waiting for element <#buy>'
  const fail = { status: 'fail', selenium_result: 'fail' }
  const {
    verdict,
    reasons,
    participantCounts: participants,
  } = judge(aRun({ participant_count: 3, success_rate: 1 / 3 }), [
    aResult(0, fail, { scriptError, files: ['/a.log'] }),
    aResult(1),
    aResult(2, fail, { scriptError, files: ['/b.log'] }),
  ])
  expect(verdict).toBe('failed')
  expect(participants).toEqual({ total: 3, passed: 1, failed: 2 })
  expect(reasons).toEqual([
    {
      kind: 'script',
      message: scriptError,
      participants: ['buyer #0', 'buyer #2'],
      evidence: ['/a.log', '/b.log'],
    },
  ])
})

test('a failed assert shows the limit and the measured range', () => {
  const { reasons } = judge(aRun({ participant_count: 2, success_rate: 0 }), [
    aResult(0, { status: 'fail', asserts: [failedAssert('412.5')] }),
    aResult(1, { status: 'fail', asserts: [failedAssert('398')] }),
  ])
  expect(reasons).toMatchObject([
    {
      kind: 'assert',
      expected: '< 200 ms',
      actual: '398 … 412.5 ms',
      participants: ['buyer #0', 'buyer #1'],
    },
  ])
})

test('an assert without a value says so', () => {
  const { reasons } = judge(aRun({ success_rate: 0 }), [
    aResult(0, { status: 'fail', asserts: [failedAssert(null, 'metric was not measured')] }),
  ])
  expect(reasons[0]).toMatchObject({
    actual: 'no value',
    message: 'webrtc/audio/rtt/avg (metric was not measured)',
  })
})

test('a script failure without a log message is a failure', () => {
  const { verdict, reasons } = judge(aRun(), [aResult(0, { status: 'fail', selenium_result: 'fail' })])
  expect(verdict).toBe('failed')
  expect(reasons[0]?.message).toMatchInlineSnapshot(`"the script failed; its log has no error"`)
})

test('a participant that timed out has failed', () => {
  const { verdict, reasons } = judge(aRun(), [aResult(0, { status: 'timeout', selenium_result: 'timeout' })])
  expect([verdict, reasons[0]?.kind]).toEqual(['failed', 'timeout'])
})

test.each([
  ['Cut short: the time was over, during click("#a") (specs/a.js:2)', ', during click("#a") (specs/a.js:2)'],
  ['Cut short: the time was over', ''],
  ['[simulated] stuck in the lobby', ': [simulated] stuck in the lobby'],
  ['an error long before', ''],
])('the reason of a timeout after "%s" is its own', (scriptError, detail) => {
  const result = aResult(0, { status: 'timeout', selenium_result: 'fail' }, { scriptError })
  const { reasons } = judge(aRun(), [result])
  expect(reasons.map(({ message }) => message)).toEqual([`participant timeout exceeded${detail}`])
})

test('a group member is named with its group', () => {
  const participant_details = {
    id: 1,
    participant_name: 'callee',
    participant_num: 1,
    group_name: 'pair',
    group_num: 3,
  }
  const { reasons } = judge(aRun(), [
    aResult(0, { status: 'timeout', participant_details: participant_details as never }),
  ])
  expect(reasons[0]?.participants).toEqual(['callee #1 of pair #3'])
})

test.each(Object.keys(runStatuses).filter((status) => status !== 'done'))(
  'a run that is %s is not passed',
  (status) => {
    expect(judge(aRun({ status }), [aResult(0)]).verdict).toBe('errored')
  },
)

test.each([
  ['has an unknown status', aRun({ status: 'hibernating' }), [aResult(0)]],
  ['has lost a participant', aRun({ participant_count: 3 }), [aResult(0), aResult(1)]],
  ['has no participants at all', aRun({ participant_count: 0 }), []],
  ['contradicts itself', aRun({ success_rate: 0.5 }), [aResult(0)]],
  ['has a result of unknown status', aRun(), [aResult(0, { status: 'maybe' })]],
  ['has an aborted participant', aRun(), [aResult(0, { status: 'aborted' })]],
])('a run that %s is errored', (_, run, results) => {
  const { verdict, reasons } = judge(run, results)
  expect(verdict).toBe('errored')
  expect(reasons).toMatchSnapshot()
})

test('a run that is not done explains its status', () => {
  const others = Object.keys(runStatuses).filter((status) => status !== 'done')
  const messages = others.map((status) => judge(aRun({ status }), [aResult(0)]).reasons[0]?.message)
  expect(messages.join('\n')).toMatchInlineSnapshot(`
    "run 34 did not end: its status is pending
    run 34 did not end: its status is initializing
    run 34 did not end: its status is running
    run 34 did not end: its status is waiting-results
    run 34 did not end: its status is collecting-results
    run 34 did not end: its status is stopping
    run 34 ended as aborted: it was stopped before its end
    run 34 ended as no-users: the test has no participants
    run 34 ended as insufficient-resources: an error of the service; running it again may help
    run 34 ended as aws-error: an error of the service; running it again may help
    run 34 ended as db-error: an error of the service; running it again may help
    run 34 ended as server-error: an error of the service; running it again may help
    run 34 ended as timeout-exceeded: an error of the service; running it again may help"
  `)
})

test('a run whose participants could not start gives no advice of its own', () => {
  const scriptError = 'No outcome: firefoxLatest cannot run on this machine'
  const { reasons } = judge(aRun({ status: 'server-error' }), [
    aResult(0, { status: 'aborted' }, { scriptError }),
  ])
  expect(reasons[0]?.message).toBe('run 34 ended as server-error: participants could not be started')
})

test('failures in a broken run are errored', () => {
  const { verdict, reasons } = judge(aRun({ status: 'server-error' }), [aResult(0, { status: 'fail' })])
  expect(verdict).toBe('errored')
  expect(reasons.map(({ kind }) => kind)).toEqual(['run', 'script'])
})

test.each(['done', 'server-error'])(
  'in a run that is %s a participant that could not start has a reason',
  (status) => {
    const { verdict, reasons } = judge(aRun({ status }), [
      aResult(0, { status: 'aborted' }, { scriptError: 'no browser' }),
    ])
    expect(verdict).toBe('errored')
    expect(reasons.map(({ message }) => message)).toMatchSnapshot()
  },
)

test('only a done run with all passes is passed', () => {
  const status = fc.oneof(
    fc.constantFrom('pass', 'fail', 'timeout', 'aborted'),
    fc.string(),
    fc.constant(undefined),
  )
  const run = fc.record({
    status: fc.oneof(fc.constantFrom(...Object.keys(runStatuses)), fc.string(), fc.constant(undefined)),
    participant_count: fc.oneof(fc.nat(4), fc.constant(undefined)),
    success_rate: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.constant(undefined)),
  })
  fc.assert(
    fc.property(run, fc.array(status, { maxLength: 4 }), (facts, statuses) => {
      const { verdict, reasons } = judge(
        aRun(facts),
        statuses.map((one, num) => aResult(num, { status: one })),
      )
      const clean =
        facts.status === 'done' &&
        facts.success_rate === 1 &&
        statuses.length > 0 &&
        statuses.length >= (facts.participant_count ?? 0) &&
        statuses.every((one) => one === 'pass')
      expect(verdict === 'passed').toBe(clean)
      expect(reasons.length === 0).toBe(clean)
    }),
  )
})
