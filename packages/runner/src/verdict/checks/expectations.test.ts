import type { Run } from '@loadero-test/core'
import { expect, test } from 'vitest'
import type { CollectedResult } from '../../model/result.js'
import type { ExpectationSpec } from '../../model/spec.js'
import { metric, successRate } from '../../spec.js'
import { aResult, aRun, reconciled } from '../../../test/examples.js'
import { checkExpectation, expectationCheck } from './expectations.js'
import { judge as judgeAll } from '../judge.js'
import { metricValue } from '../metric-value.js'
import { toJudgedParticipant } from '../judged-participant.js'

function judge(run: Run, collected: readonly CollectedResult[], expects: readonly ExpectationSpec[]) {
  return judgeAll(
    { asserts: [], expects },
    { run, collected, reconciliation: reconciled(), statistics: { asserts: [] } },
  )
}

const rtt = metric('webrtc/audio/rtt/avg')

/** Participants that measured these round-trip times; undefined for none. */
function measured(...values: (number | undefined)[]): CollectedResult[] {
  return values.map((average, num) =>
    aResult(num, {
      metrics: { machine: {}, webrtc: average === undefined ? {} : { 'webrtc/audio/rtt': { average } } },
      participant_details: {
        id: num,
        participant_name: 'caller',
        participant_num: num,
        group_name: num % 2 === 0 ? 'even' : 'odd',
        browser: 'chrome131',
      } as never,
    }),
  )
}

function check(spec: ExpectationSpec, results: readonly CollectedResult[]) {
  return checkExpectation(spec, results.map(toJudgedParticipant))
}

function actual(spec: ExpectationSpec, results: readonly CollectedResult[]) {
  return check(spec, results).reasons[0]?.actual
}

test.each([
  ['min', rtt.min().atLeast(10), undefined],
  ['max', rtt.max().lessThan(40), '40 ms'],
  ['mean', rtt.mean().equals(25), undefined],
  ['the 50th percentile lies between two values', rtt.percentile(50).lessThan(25), '25 ms'],
  ['three of four are a share of 0.75', rtt.share(0.75).lessThan(40), undefined],
  ['three of four are less than a share of 0.8', rtt.share(0.8).lessThan(40), '75%, 3 of 4'],
  ['a slice', rtt.where({ group: 'even' }).max().lessThan(31), undefined],
  [
    'several in a slice',
    rtt
      .where({ group: ['even', 'odd'] })
      .max()
      .lessThan(31),
    '40 ms',
  ],
  ['an alias of the browser', rtt.where({ browser: 'chromeLatest' }).min().greaterThan(10), '10 ms'],
  ['an empty slice', rtt.where({ network: '3g' }).min().atLeast(0), 'no participant in the slice'],
])('%s', (_, spec, expected) => {
  expect(actual(spec, measured(10, 20, 30, 40))).toBe(expected)
})

test('a missing value fails unless it is skipped', () => {
  const results = measured(10, undefined, 30)
  expect(actual(rtt.max().lessThan(100), results)).toBe('no value from 1 of 3')
  expect(actual(rtt.max().lessThan(100).ifMissing('skip'), results)).toBeUndefined()
  expect(actual(rtt.max().lessThan(20).ifMissing('skip'), results)).toBe('30 ms')
  expect(actual(rtt.max().lessThan(100).ifMissing('skip'), measured(undefined))).toBe('no value')
})

test('a reason names the limit, the value and the participants', () => {
  expect(check(rtt.where({ group: 'odd' }).percentile(95).atMost(30), measured(10, 20, 30, 40)).reasons[0])
    .toMatchInlineSnapshot(`
      {
        "actual": "39 ms",
        "evidence": [],
        "expected": "≤ 30 ms",
        "kind": "expectation",
        "message": "95th percentile of webrtc/audio/rtt/avg where group odd",
        "participantTotal": 2,
        "participants": [
          "caller #3 of odd #?",
        ],
      }
    `)
})

test('an expected success rate replaces the all-pass rule', () => {
  const results = [aResult(0), aResult(1), aResult(2, { status: 'fail', selenium_result: 'fail' })]
  const run = aRun({ participant_count: 3, success_rate: 2 / 3 })
  expect(judge(run, results, [successRate().atLeast(0.6)]).verdict).toBe('passed')
  const failed = judge(run, results, [successRate().atLeast(0.95)])
  expect(failed.verdict).toBe('failed')
  expect(failed.reasons.map(({ kind, actual: rate }) => [kind, rate])).toEqual([
    ['expectation', '66.67%, 2 of 3'],
    ['script', undefined],
  ])
  expect(judge(run, results, [rtt.max().lessThan(1).ifMissing('skip')]).verdict).toBe('failed')
  expect(judge(aRun({ participant_count: 4 }), results, [successRate().atLeast(0.6)]).verdict).toBe('errored')
})

test.each([
  [
    rtt.share(0.8).lessThan(150),
    'share of participants: webrtc/audio/rtt/avg < limit',
    '80% of participants: webrtc/audio/rtt/avg < 150 ms',
  ],
  [rtt.max().lessThan(5), 'max of webrtc/audio/rtt/avg < limit', 'max of webrtc/audio/rtt/avg < 5 ms'],
  [rtt.min().equals(5), 'min of webrtc/audio/rtt/avg = 5', 'min of webrtc/audio/rtt/avg = 5 ms'],
  [
    successRate().where({ group: 'odd' }).atLeast(0.99999),
    'success rate where group odd ≥ limit',
    'success rate where group odd ≥ 99.999%',
  ],
])('the name of a check is stable, its title has the limit', (spec, name, title) => {
  expect(expectationCheck(spec)).toMatchObject({ name, title })
})

test('values come from aggregates, texts and timed sections', () => {
  const { result } = aResult(0, {
    metrics: {
      machine: { 'machine/network/packetsLost/in': { value: '1.5' } },
      webrtc: {
        'webrtc/audio/rtt': { perc_95th: 12 },
        'webrtc/audio/connections/in': { value: 2 },
        'webrtc/video/codec/in': { value: 'VP8' },
      },
    },
    data_sync: {
      result_timecards: [
        { name: 'login', start: 100, end: 300, created: undefined, updated: undefined },
        { name: 'login', start: 0, end: 100, created: undefined, updated: undefined },
      ],
    },
  })
  expect(metricValue(result, 'webrtc/audio/rtt/95th')).toBe(12)
  expect(metricValue(result, 'webrtc/audio/rtt/avg')).toBeUndefined()
  expect(metricValue(result, 'machine/network/packetsLost/in/percent')).toBe(1.5)
  expect(metricValue(result, 'webrtc/audio/connections/in')).toBe(2)
  expect(metricValue(result, 'webrtc/video/codec/in')).toBeUndefined()
  expect(metricValue(result, 'actions/timeExecution/login')).toBe(150)
  expect(metricValue(result, 'actions/timeExecution/logout')).toBeUndefined()
})
