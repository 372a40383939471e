import type { SeriesPoint } from '@loadero-test/metrics'
import { expect, test } from 'vitest'
import type { CollectedResult } from '../model/result.js'
import type { ExpectationSpec } from '../model/spec.js'
import type { Timeline } from '../model/timed/timeline.js'
import { metric, successRate, timeUntil } from '../spec.js'
import { aResult, aRun, reconciled } from '../../test/examples.js'
import { checkExpectation, expectationCheck } from './checks/expectations.js'
import { judge, offendersOf } from './judge.js'
import { toJudgedParticipant } from './judged-participant.js'

/** A participant of 20 s that has one value each second from 1 s to 20 s. */
function withSeconds(
  num: number,
  valueAt: (second: number) => number | undefined,
  parts: Partial<Timeline> = {},
) {
  const points = Array.from({ length: 20 }, (_, index) => index + 1).flatMap((second): SeriesPoint[] => {
    const value = valueAt(second)
    return value === undefined ? [] : [{ atMs: second * 1_000, value }]
  })
  const timeline: Timeline = {
    presence: { startMs: 0, endMs: 20_500 },
    allPresent: { startMs: 4_000, endMs: 16_000 },
    marks: [
      { name: 'muted', atMs: 5_000 },
      { name: 'unmuted', atMs: 10_000 },
    ],
    measurements: [
      { name: 'login', atMs: 3_000, value: 800 },
      { name: 'login', atMs: 7_000, value: 1_200 },
    ],
    series: new Map([
      ['webrtc/video/fps/in', points],
      ['webrtc/audio/rtt', points],
    ]),
    readings: new Map([['webrtc', points]]),
    unreadable: new Map(),
    ...parts,
  }
  return aResult(num, {}, { timeline })
}

function check(spec: ExpectationSpec, results: readonly CollectedResult[]) {
  const { check: judged, reasons } = checkExpectation(spec, results.map(toJudgedParticipant))
  return [judged.outcome, judged.actual, ...reasons.flatMap(({ details = [] }) => details)].join('; ')
}

const fps = metric('webrtc/video/fps/in')
const rtt = metric('webrtc/audio/rtt/max')
/** Twenty frames, but only five in the five seconds that are muted. */
function dip(second: number): number {
  return second > 5 && second <= 10 ? 5 : 20
}

test.each([
  [
    'a gate between marks sees only these seconds',
    rtt.between('muted', 'unmuted').atMost(5),
    'passed; 100%, 1 of 1',
  ],
  ['the whole run sees the others, too', rtt.before('30s').atMost(5), 'failed; 0%, 0 of 1, worst 20 ms'],
  ['seconds after the marks', rtt.after('unmuted').min().equals(20), 'passed; 20 ms'],
  ['seconds before a moment', rtt.after('5s').before('10s').atMost(5), 'passed; 100%, 1 of 1'],
  ['while all are present', rtt.whileAllPresent().mean().equals(20), 'passed; 20 ms'],
  ['fifteen of twenty seconds are a share of 0.75', fps.atLeast(20).forShare(0.75), 'passed; 100%, 1 of 1'],
  [
    'fifteen of twenty are less than 0.8',
    fps.atLeast(20).forShare(0.8),
    'failed; 0%, 0 of 1, worst 75% of seconds',
  ],
  ['every second by default', fps.atLeast(20), 'failed; 0%, 0 of 1, worst 75% of seconds'],
  ['a share of participants', fps.share(0).atLeast(21), 'passed; 0%, 0 of 1, worst 0% of seconds'],
  [
    'the time until a condition',
    timeUntil('webrtc/video/fps/in', { lte: 5 }).max().equals(6_000),
    'passed; 6000 ms',
  ],
  [
    'the time since a mark',
    timeUntil('webrtc/video/fps/in', { gte: 20 }).after('muted').atMost(6_000),
    'passed; 100%, 1 of 1',
  ],
  [
    'a condition that is never met',
    timeUntil('webrtc/video/fps/in', { gt: 30 }).max().atMost(6_000),
    'failed; never',
  ],
  [
    'never is later than any limit',
    timeUntil('webrtc/video/fps/in', { gt: 30 }).atLeast(6_000),
    'passed; 100%, 1 of 1',
  ],
  ['the mean of measurements', metric('measure/login').max().equals(1_000), 'passed; 1000 ms'],
  [
    'an aggregate of measurements',
    metric('measure/login/max').atMost(1_000),
    'failed; 0%, 0 of 1, worst 1200 ms',
  ],
  [
    'measurements of a window',
    metric('measure/login').between('muted', 'unmuted').max().equals(1_200),
    'passed; 1200 ms',
  ],
  [
    'a measurement that was not made',
    metric('measure/logout').atMost(1),
    "failed; no value from 1 of 1; 1 participant: no measurement 'logout'",
  ],
  [
    'an unknown mark',
    rtt.between('mutd', 'unmuted').atMost(5),
    "errored; unknown mark 'mutd', known marks: muted, unmuted",
  ],
  [
    'marks in the wrong order',
    rtt.between('unmuted', 'muted').atMost(5),
    "failed; no value from 1 of 1; 1 participant: no mark 'muted' after 'unmuted'",
  ],
  [
    'a metric that was not measured',
    metric('webrtc/audio/jitter/in/max').after('1s').atMost(5),
    'failed; no value from 1 of 1; 1 participant: no second of webrtc/audio/jitter/in',
  ],
  [
    'a window after the end',
    rtt.after('25s').atMost(5),
    'failed; no value from 1 of 1; 1 participant: no second of webrtc/audio/rtt',
  ],
] as const)('%s', (_, spec, expected) => {
  expect(check(spec, [withSeconds(0, dip)])).toBe(expected)
})

test('missing seconds never pass', () => {
  const withGap = withSeconds(0, (second) => (second > 6 && second < 10 ? undefined : 20))
  expect(check(rtt.between('muted', 'unmuted').atMost(50), [withGap])).toBe(
    'failed; no value from 1 of 1; 1 participant: 3 missing seconds of the log of webrtc/audio/rtt',
  )
  expect(check(fps.between('muted', 'unmuted').atLeast(20).forShare(0.95), [withGap])).toBe(
    'failed; 0%, 0 of 1, worst 40% of seconds',
  )
  const unreadable = withSeconds(0, dip, { unreadable: new Map([['webrtc', 'no readable log webrtc']]) })
  const none = aResult(0)
  for (const one of [unreadable, none]) {
    expect(check(rtt.after('1s').atMost(50), [one])).toMatch(/^errored; no value from 1 of 1; /)
    expect(check(rtt.after('1s').atMost(50).ifMissing('skip'), [one])).toMatch(/^errored; /)
  }
})

test.each([
  [
    fps.after(10).atLeast(20).forShare(0.95),
    'share of participants: share of seconds with webrtc/video/fps/in ≥ limit after 10 s ≥ limit',
    '100% of participants: share of seconds with webrtc/video/fps/in ≥ 20 after 10 s ≥ 95%',
  ],
  [
    rtt.between('muted', 'unmuted').percentile(95).lessThan(200),
    '95th percentile of webrtc/audio/rtt/max between muted and unmuted < limit',
    '95th percentile of webrtc/audio/rtt/max between muted and unmuted < 200 ms',
  ],
  [
    timeUntil('webrtc/video/fps/in', { gte: 15 }).whileAllPresent().max().atMost(5_000),
    'max of time until webrtc/video/fps/in ≥ 15 while all are present ≤ limit',
    'max of time until webrtc/video/fps/in ≥ 15 while all are present ≤ 5000 ms',
  ],
])('the name of a gate in time is stable, its title has the limit', (spec, name, title) => {
  expect(expectationCheck(spec)).toMatchObject({ name, title })
})

function judgeAll(expects: readonly ExpectationSpec[], collected: readonly CollectedResult[]) {
  const passed = collected.filter(({ result }) => result.status === 'pass').length
  return judge(
    { asserts: [], expects },
    {
      run: aRun({ participant_count: collected.length, success_rate: passed / collected.length }),
      collected,
      reconciliation: reconciled(),
      statistics: { asserts: [] },
    },
  )
}

test('a gate that warns is shown and fails nothing', () => {
  const results = [withSeconds(0, dip), withSeconds(1, () => 20)]
  const judged = judgeAll(
    [fps.atLeast(20).warn(), rtt.between('mutd', 'unmuted').atMost(5).warn(), fps.atLeast(1).warn()],
    results,
  )
  expect(judged.verdict).toBe('passed')
  expect(judged.checks.map(({ outcome }) => outcome)).toEqual(['passed', 'warned', 'warned', 'passed'])
  expect(judged.warnings).toEqual([
    '100% of participants: share of seconds with webrtc/video/fps/in ≥ 20 ≥ 100% does not hold, got 50%, 1 of 2, worst 75% of seconds',
    "100% of participants: webrtc/audio/rtt/max between mutd and unmuted ≤ 5 ms does not hold, got unknown mark 'mutd', known marks: muted, unmuted",
  ])
})

test('a success rate that warns excuses no failure', () => {
  const results = [aResult(0), aResult(1, { status: 'fail', selenium_result: 'fail' })]
  expect(judgeAll([successRate().atLeast(0.5)], results).verdict).toBe('passed')
  expect(judgeAll([successRate().atLeast(0.5).warn()], results).verdict).toBe('failed')
})

test('the values of participants have the name of the gate', () => {
  const judged = judgeAll(
    [rtt.between('muted', 'unmuted').atMost(4), fps.atLeast(20).forShare(0.5)],
    [withSeconds(0, dip)],
  )
  expect(judged.participants[0]?.values).toEqual({
    'webrtc/audio/rtt/max between muted and unmuted': 5,
    'share of seconds with webrtc/video/fps/in ≥ 20': 0.75,
  })
  expect(judged.checks.map(({ gate }) => gate?.path)).toEqual([
    undefined,
    ...Object.keys(judged.participants[0]?.values ?? {}),
  ])
})

test('the worst offenders of a failed gate come first', () => {
  const results = [20, 90, 30, 70, undefined, 10].map((value, num) => withSeconds(num, () => value))
  const worst = (spec: ExpectationSpec) =>
    offendersOf({ asserts: [], expects: [spec] }, { collected: results }).map(({ result }) => result.id)
  expect(worst(rtt.after('1s').share(1).lessThan(15).ifMissing('skip'))).toEqual([101, 102, 103])
  expect(worst(rtt.after('1s').share(1).lessThan(15))).toEqual([104])
  expect(worst(rtt.after('1s').share(1).lessThan(15).ifMissing('skip').warn())).toEqual([101, 102, 103])
  expect(worst(rtt.after('1s').share(1).lessThan(95).ifMissing('skip'))).toEqual([])
})
