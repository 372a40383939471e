import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aResult, aRun, reconciled } from '../../../test/examples.js'
import type { Check, ParticipantOutcome } from '../../model/result.js'
import { metric, successRate } from '../../spec.js'
import { judge } from '../../verdict/judge.js'
import { readGate } from './gate-reading.js'

function aCheck(parts: Partial<Check>): Check {
  return {
    kind: 'expectation',
    name: 'check',
    outcome: 'passed',
    participants: { total: 50, passed: 37 },
    ...parts,
  }
}

const rtt = { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '150' } as const
const inMs = { operator: 'lt', limit: 150, unit: 'ms' } as const
const inSeconds = {
  path: 'share of seconds with webrtc/video/fps/in ≥ 20',
  operator: 'gte',
  limit: '0.95',
} as const

function people(...values: (number | undefined)[]): readonly ParticipantOutcome[] {
  return values.map((value, num) => ({
    label: `caller #${num}`,
    traits: {},
    status: 'passed',
    values: value === undefined ? {} : { 'webrtc/audio/rtt/avg': value },
    reasons: [],
    files: [],
  }))
}

test.each<[string, Partial<Check>, string]>([
  [
    'a share of participants and seconds',
    {
      title: '80% of participants where group pair: share of seconds with webrtc/video/fps/in ≥ 20 ≥ 95%',
      gate: inSeconds,
      measure: { operator: 'gte', limit: 0.8, unit: '0…1', value: 0.74 },
      actual: '74%, 37 of 50, worst 12.5% of seconds',
    },
    'share of seconds with webrtc/video/fps/in ≥ 20 is ≥ 95% for 74% of participants where group pair (37 of 50, worst 12.5% of seconds), the limit is ≥ 80% (6 percentage points below)',
  ],
  [
    'a percentile of a share of seconds',
    {
      title: '5th percentile of share of seconds with webrtc/video/fps/in ≥ 20 ≥ 95%',
      gate: inSeconds,
      measure: { operator: 'gte', limit: 0.95, unit: '0…1', value: 0.74 },
      actual: '74% of seconds',
    },
    '5th percentile of share of seconds with webrtc/video/fps/in ≥ 20 is 74% of seconds, the limit is ≥ 95% (21 percentage points below)',
  ],
  [
    'a time that was never reached',
    {
      title: 'max of time until webrtc/video/fps/in ≥ 20 ≤ 5000 ms',
      gate: { path: 'time until webrtc/video/fps/in ≥ 20', operator: 'lte', limit: '5000' },
      measure: { operator: 'lte', limit: 5000, unit: 'ms' },
      actual: 'never',
    },
    'max of time until webrtc/video/fps/in ≥ 20: never reached, the limit is ≤ 5000 ms',
  ],
  [
    'an unknown mark',
    {
      title: 'max of webrtc/audio/rtt/avg after joined < 150 ms',
      gate: rtt,
      actual: "unknown mark 'joined', the scripts set no mark",
    },
    "max of webrtc/audio/rtt/avg after joined has no value (unknown mark 'joined', the scripts set no mark), the limit is < 150 ms",
  ],
  [
    'an assert that the service reports no value of',
    { kind: 'assert', title: 'webrtc/audio/rtt/avg < 150 ms', gate: rtt, measure: inMs },
    'webrtc/audio/rtt/avg is < 150 ms for 37 of 50 participants',
  ],
  [
    'an assert that the run did not check',
    {
      kind: 'assert',
      title: 'webrtc/audio/rtt/avg < 150 ms when browser = chromeLatest',
      gate: rtt,
      measure: inMs,
      outcome: 'errored',
      participants: { total: 0, passed: 0 },
    },
    'webrtc/audio/rtt/avg when browser = chromeLatest was checked on no participant, the limit is < 150 ms',
  ],
  [
    'a text',
    {
      kind: 'assert',
      title: 'webrtc/video/codec/in = VP8',
      gate: { path: 'webrtc/video/codec/in', operator: 'eq', limit: 'VP8' },
      actual: 'H264',
    },
    'webrtc/video/codec/in is H264, it must be VP8',
  ],
  [
    'a text that holds',
    {
      kind: 'assert',
      title: 'webrtc/video/codec/in ≠ VP8',
      gate: { path: 'webrtc/video/codec/in', operator: 'neq', limit: 'VP8' },
    },
    'webrtc/video/codec/in is not VP8 for 37 of 50 participants',
  ],
  [
    'a gate that was not reached',
    { title: 'max of webrtc/audio/rtt/avg < 150 ms', gate: rtt, outcome: 'skipped' },
    'max of webrtc/audio/rtt/avg was not reached, the limit is < 150 ms',
  ],
  [
    'an assert with an unknown operator',
    { kind: 'assert', title: 'webrtc/audio/rtt/avg near 150 ms' },
    'webrtc/audio/rtt/avg near 150 ms: holds for 37 of 50 participants',
  ],
  [
    'a gate against earlier runs',
    {
      title: '50th percentile of webrtc/audio/rtt/avg ≤ 144 ms, 20% worse than 120 ms of 5 earlier runs',
      gate: { path: 'webrtc/audio/rtt/avg', operator: 'lte', limit: '144' },
      measure: { operator: 'lte', limit: 144, unit: 'ms', value: 155 },
      actual: '155 ms',
      history: { subject: '50th percentile of webrtc/audio/rtt/avg', value: 155 },
    },
    '50th percentile of webrtc/audio/rtt/avg is 155 ms, the limit is ≤ 144 ms, 20% worse than 120 ms of 5 earlier runs (11 ms above)',
  ],
  [
    'a gate without earlier runs',
    {
      title: '50th percentile of webrtc/audio/rtt/avg at most 20% worse than 5 earlier runs',
      gate: { path: 'webrtc/audio/rtt/avg', operator: 'lte', limit: '0' },
      outcome: 'skipped',
      actual: '155',
      history: { subject: '50th percentile of webrtc/audio/rtt/avg', value: 155, missing: '2 are needed' },
    },
    '50th percentile of webrtc/audio/rtt/avg is 155 ms and is compared with no earlier run: 2 are needed',
  ],
  ['scripts', { kind: 'script', name: 'script' }, 'script: passed for 37 of 50 participants'],
  [
    'a callback',
    { kind: 'verify', name: 'verify', outcome: 'failed', participants: { total: 0, passed: 0 } },
    'verify: failed',
  ],
  [
    'a callback that was not called',
    { kind: 'verify', name: 'verify', outcome: 'skipped' },
    'verify: not reached',
  ],
])('the sentence of %s', (_, parts, sentence) => {
  expect(readGate(aCheck(parts), []).sentence).toBe(sentence)
})

test('an assert without a value has that of its participants only when all are known', () => {
  const check = aCheck({
    kind: 'assert',
    title: 'webrtc/audio/rtt/avg < 150 ms',
    gate: rtt,
    measure: inMs,
    participants: { total: 2, passed: 2 },
  })
  expect(readGate(check, people(90, 142)).sentence).toBe(
    'webrtc/audio/rtt/avg is up to 142 ms, the limit is < 150 ms (8 ms left)',
  )
  expect(readGate(check, people(90, undefined)).sentence).toBe(
    'webrtc/audio/rtt/avg is < 150 ms for 2 of 2 participants',
  )
})

/** Of real judgements, so that a text which they add to a check cannot miss its sentence. */
test('the sentences of judged expectations and asserts', () => {
  const measured = (average: number | undefined) => ({
    machine: {},
    webrtc: average === undefined ? {} : { 'webrtc/audio/rtt': { average } },
  })
  const collected = [90, 120, 155, 412].map((average, num) =>
    aResult(num, { ...(num === 3 && { status: 'fail' }), metrics: measured(average) }),
  )
  const audio = metric('webrtc/audio/rtt/avg')
  const expects = [
    audio.percentile(95).lessThan(150),
    audio.mean().atMost(200),
    audio.min().greaterThan(90),
    audio.share(0.8).lessThan(150),
    audio.where({ group: 'other' }).max().lessThan(150),
    metric('webrtc/video/fps/in/avg').min().atLeast(20),
    metric('webrtc/video/fps/in/avg').min().atLeast(20).ifMissing('skip'),
    successRate().atLeast(0.98),
    successRate().where({ participant: 'caller' }).atLeast(0.5),
  ]
  const { checks, participants } = judge(
    { asserts: [], expects },
    {
      run: aRun({ participant_count: 4, success_rate: 0.75 }),
      collected,
      reconciliation: reconciled(),
      statistics: { asserts: [] },
    },
  )
  expect(checks.map((check) => `${check.outcome}: ${readGate(check, participants).sentence}`))
    .toMatchInlineSnapshot(`
    [
      "failed: script: passed for 3 of 4 participants",
      "failed: 95th percentile of webrtc/audio/rtt/avg is 373.45 ms, the limit is < 150 ms (223.5 ms above)",
      "passed: mean of webrtc/audio/rtt/avg is 194.25 ms, the limit is ≤ 200 ms (5.75 ms left)",
      "failed: min of webrtc/audio/rtt/avg is 90 ms, the limit is > 90 ms (at the limit)",
      "failed: webrtc/audio/rtt/avg is < 150 ms for 50% of participants (2 of 4), the limit is ≥ 80% (30 percentage points below)",
      "errored: max of webrtc/audio/rtt/avg where group other was checked on no participant, the limit is < 150 ms",
      "failed: min of webrtc/video/fps/in/avg has no value from 4 of 4 participants, the limit is ≥ 20 frames/s",
      "errored: min of webrtc/video/fps/in/avg has no value, the limit is ≥ 20 frames/s",
      "failed: success rate is 75% (3 of 4), the limit is ≥ 98% (23 percentage points below)",
      "errored: success rate where participant caller was checked on no participant, the limit is ≥ 50%",
    ]
  `)
})

test('the margin is negative only for a value beyond the limit', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('lt', 'lte', 'gt', 'gte' as const),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 0, max: 1_000 }),
      (operator, limit, actual) => {
        const gate = { path: 'webrtc/audio/rtt/avg', operator, limit: String(limit) }
        const measure = { operator, limit, unit: 'ms', value: actual } as const
        const { margin, relativeMargin = NaN } = readGate(
          aCheck({ gate, measure, actual: `${actual} ms` }),
          [],
        )
        const isBeyond = operator.startsWith('l') ? actual > limit : actual < limit
        expect(relativeMargin < 0).toBe(isBeyond)
        expect(/above|below/.test(margin ?? '')).toBe(isBeyond)
      },
    ),
  )
})
