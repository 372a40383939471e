import type { AssertStatistics, ResultAssert, Statistics } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CollectedResult } from '../model/result.js'
import { metric, successRate } from '../spec.js'
import { aResult, aRun, reconciled } from '../../test/examples.js'
import { judge } from './judge.js'
import type { JudgeInput } from './checks/judge-checks.js'

const rtt = metric('webrtc/audio/rtt/avg').lessThan(200)

function ofRun(counts: Partial<AssertStatistics>): AssertStatistics {
  return {
    run_assert_id: 9,
    path: rtt.path,
    operator: 'lt',
    expected: '200',
    preconditions: [],
    ...counts,
  }
}

function ofResult(status: string, actual = '412'): ResultAssert {
  return { run_assert_id: 9, path: rtt.path, operator: 'lt', expected: '200', actual, status } as ResultAssert
}

function inGroup(num: number, group: string, parts: Parameters<typeof aResult>[1] = {}) {
  return aResult(num, {
    participant_details: {
      id: num,
      participant_name: group,
      participant_num: num,
      group_name: group,
    } as never,
    ...parts,
  })
}

function judged(
  collected: readonly CollectedResult[],
  asserts: readonly AssertStatistics[] | undefined,
  spec: Partial<JudgeInput> = { asserts: [rtt] },
) {
  const passed = collected.filter(({ result }) => result.status === 'pass').length
  const run = aRun({ participant_count: collected.length, success_rate: passed / collected.length })
  const statistics = asserts && ({ asserts } as Statistics)
  return judge(
    { asserts: [], expects: [], ...spec },
    { run, collected, reconciliation: reconciled(), ...(statistics && { statistics }) },
  )
}

test('scripts, asserts and expectations are one check each', () => {
  const metrics = { machine: {}, webrtc: { 'webrtc/audio/rtt': { average: 412 } } }
  const {
    verdict,
    checks,
    participants: outcomes,
  } = judged(
    [
      aResult(0, { metrics: { machine: {}, webrtc: { 'webrtc/audio/rtt': { average: 12 } } } }),
      aResult(1, { status: 'fail', asserts: [ofResult('fail')], metrics }),
    ],
    [ofRun({ pass: 1, fail: 1 })],
    { asserts: [rtt], expects: [metric('webrtc/audio/rtt/avg').percentile(95).lessThan(500)] },
  )
  expect(verdict).toBe('failed')
  expect(checks).toMatchObject([
    { kind: 'script', name: 'script', outcome: 'passed', participants: { total: 2, passed: 2 } },
    {
      kind: 'assert',
      name: 'webrtc/audio/rtt/avg < limit',
      title: 'webrtc/audio/rtt/avg < 200 ms',
      outcome: 'failed',
      gate: { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '200' },
      actual: '412 ms',
      participants: { total: 2, passed: 1 },
    },
    {
      kind: 'expectation',
      name: '95th percentile of webrtc/audio/rtt/avg < limit',
      title: '95th percentile of webrtc/audio/rtt/avg < 500 ms',
      outcome: 'passed',
      gate: { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '500' },
      actual: '392 ms',
      participants: { total: 2, passed: 2 },
    },
  ])
  expect(outcomes.map(({ status, values, reasons }) => [status, values, reasons])).toEqual([
    ['passed', { 'webrtc/audio/rtt/avg': 12 }, []],
    ['failed', { 'webrtc/audio/rtt/avg': 412 }, ['webrtc/audio/rtt/avg < 200 ms (got 412 ms)']],
  ])
})

test.each([
  ['is not in the run', []],
  ['was checked on one of two only', [ofRun({ pass: 1, skip: 1 })]],
  ['failed more often than the results', [ofRun({ pass: 2, fail: 1 })]],
  ['has no statistics', undefined],
])('when an assert %s, the test is errored', (_, asserts) => {
  const { verdict, checks, reasons } = judged([aResult(0), aResult(1)], asserts)
  expect([verdict, checks[1]?.outcome]).toEqual(['errored', 'errored'])
  expect(reasons).toMatchSnapshot()
})

test('an assert that was checked on no participant is errored', () => {
  const limited = rtt.when({ groupName: 'pair', participantNum: { lt: 2 } })
  const preconditions = [
    { property: 'participant_num', operator: 'lt', expected: '2' },
    { property: 'group_name', operator: 'eq', expected: 'pair' },
  ] as never
  const { verdict, checks, reasons } = judged(
    [aResult(0)],
    [ofRun({ pass: 1 }), ofRun({ run_assert_id: 10, skip: 1, preconditions })],
    { asserts: [limited, rtt] },
  )
  expect([verdict, reasons[0]?.message]).toEqual([
    'errored',
    'webrtc/audio/rtt/avg < 200 ms when group_name = pair, participant_num < 2 was checked on no participant',
  ])
  expect(checks.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['script', 'passed'],
    ['webrtc/audio/rtt/avg < limit when group_name = pair, participant_num < 2', 'errored'],
    ['webrtc/audio/rtt/avg < limit', 'passed'],
  ])
})

test('further asserts of the run are checks with unique names', () => {
  const { verdict, checks } = judged(
    [aResult(0, { status: 'fail', asserts: [ofResult('fail')] })],
    [ofRun({ run_assert_id: 8, pass: 1 }), ofRun({ fail: 1 })],
  )
  expect(verdict).toBe('failed')
  expect(checks.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['script', 'passed'],
    ['webrtc/audio/rtt/avg < limit', 'passed'],
    ['webrtc/audio/rtt/avg < limit (2)', 'failed'],
  ])
})

test('an unexplained failure of a participant fails the test', () => {
  const { verdict, checks } = judged([aResult(0, { status: 'fail', asserts: [ofResult('fail')] })], [], {})
  expect([verdict, checks.map(({ outcome }) => outcome)]).toEqual(['failed', ['passed']])
})

test('a reached success rate excuses failures in its slice', () => {
  const failed = { status: 'fail', selenium_result: 'fail' }
  const crowd = [inGroup(0, 'a'), inGroup(1, 'a', failed), inGroup(2, 'b'), inGroup(3, 'b')]
  const halfOf = (group: string, share = 0.5) => successRate().where({ group }).atLeast(share)
  const of = (...expects: JudgeInput['expects']) => judged(crowd, [], { expects })
  expect(of(halfOf('a'))).toMatchObject({
    verdict: 'passed',
    reasons: [],
    checks: [
      { kind: 'script', outcome: 'passed', participants: { total: 4, passed: 3 } },
      {
        kind: 'expectation',
        outcome: 'passed',
        actual: '50%, 1 of 2',
        participants: { total: 2, passed: 1 },
      },
    ],
  })
  expect(of(halfOf('b')).verdict).toBe('failed')
  expect(of(halfOf('a'), successRate().atLeast(0.9)).verdict).toBe('failed')
  expect(of(successRate().atLeast(0.75), halfOf('b', 1)).verdict).toBe('passed')
})

test('a check that depends on unknown results is errored', () => {
  const crowd = [aResult(0), aResult(1, { status: 'fail', selenium_result: 'fail' })]
  const rate = (atLeast: number) =>
    judged([...crowd, aResult(2, { status: 'aborted' })], [], { expects: [successRate().atLeast(atLeast)] })
  expect(rate(0.6)).toMatchObject({ verdict: 'failed', checks: [{}, { outcome: 'errored' }] })
  expect(rate(0.7)).toMatchObject({ verdict: 'failed', checks: [{}, { outcome: 'failed' }] })
  expect(rate(0.3)).toMatchObject({ verdict: 'errored', checks: [{}, { outcome: 'passed' }] })
  const measured = judged([aResult(0, { status: 'aborted' })], [], {
    expects: [metric('webrtc/audio/rtt/avg').max().lessThan(3)],
  })
  expect(measured).toMatchObject({ verdict: 'errored', checks: [{}, { outcome: 'errored' }] })
})

test('a missing result names its participant', () => {
  const absent = [{ id: 7, participant_name: 'buyer', participant_num: 1, browser: 'chrome131' } as never]
  const {
    verdict,
    reasons,
    participants: outcomes,
  } = judge(
    { asserts: [], expects: [] },
    {
      run: aRun({ participant_count: 2 }),
      collected: [aResult(0)],
      reconciliation: reconciled({ absent }),
      statistics: { asserts: [] },
    },
  )
  expect(verdict).toBe('errored')
  expect(reasons[0]).toMatchObject({ kind: 'results', participants: ['buyer #1'] })
  expect(outcomes[1]).toMatchObject({
    label: 'buyer #1',
    status: 'unknown',
    traits: { participant: 'buyer', browser: 'chrome131' },
  })
})

test('a run that is not done has no checks', () => {
  const { checks } = judge(
    { asserts: [rtt], expects: [successRate().atLeast(0.5)] },
    { run: aRun({ status: 'aborted' }), collected: [aResult(0)], reconciliation: reconciled() },
  )
  expect(checks.map(({ outcome }) => outcome)).toEqual(['errored', 'skipped', 'skipped'])
})

test('the metrics of a run have the paths of asserts', () => {
  const statistics = {
    asserts: [],
    metrics: {
      machine: { 'machine/cpu/used': { average: 3, perc_95th: 4, data_count: 9 } },
      webrtc: { 'webrtc/video/codec/in': { value: 'VP8' }, 'webrtc/audio/connections/in': { value: 2 } },
    },
  }
  const { metrics } = judge(
    { asserts: [], expects: [] },
    { run: aRun(), collected: [aResult(0)], reconciliation: reconciled(), statistics },
  )
  expect(metrics).toEqual([
    { path: 'machine/cpu/used/95th', value: 4 },
    { path: 'machine/cpu/used/avg', value: 3 },
    { path: 'webrtc/audio/connections/in', value: 2 },
  ])
})

test('a verdict and its checks never contradict each other', () => {
  const collected = fc.array(
    fc.record({ status: fc.constantFrom('pass', 'fail', 'timeout', 'aborted'), assert: fc.boolean() }),
    { minLength: 1, maxLength: 5 },
  )
  const counts = fc.record({ pass: fc.nat(5), fail: fc.nat(5) })
  const rate = fc.constantFrom(undefined, 0, 0.5, 1)
  fc.assert(
    fc.property(collected, fc.option(counts, { nil: undefined }), rate, (those, found, atLeast) => {
      const results = those.map(({ status, assert }, num) =>
        aResult(num, { status, asserts: status === 'pass' ? [] : [ofResult(assert ? 'fail' : 'pass')] }),
      )
      const { verdict, checks } = judged(results, found ? [ofRun(found)] : [], {
        asserts: [rtt],
        expects: atLeast === undefined ? [] : [successRate().atLeast(atLeast)],
      })
      const outcomes = checks.map(({ outcome }) => outcome)
      const passing = those.filter(({ status }) => status === 'pass').length
      const contradictions = {
        'passed, with a check that did not pass':
          verdict === 'passed' && outcomes.some((one) => one === 'failed' || one === 'errored'),
        'failed, without a failed check': verdict === 'failed' && found && !outcomes.includes('failed'),
        'not failed, with a failed check': verdict !== 'failed' && outcomes.includes('failed'),
        'passed, with a participant that did not pass':
          verdict === 'passed' && atLeast === undefined && passing < those.length,
        'passed, with a participant that was not checked':
          verdict === 'passed' && (!found || found.pass + found.fail < passing),
      }
      expect(Object.entries(contradictions).filter(([, holds]) => holds)).toEqual([])
    }),
  )
})
