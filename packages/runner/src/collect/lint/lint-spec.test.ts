import { expect, test } from 'vitest'
import type { AssertSpec, TestSpec } from '../../model/spec.js'
import { aParticipant, aTest } from '../../../test/examples.js'
import { lintTest } from './lint-spec.js'
import { metric, successRate } from '../dsl/metric.js'

/** A script with a check of its own, so that no test is without one. */
const checked = { script: "client => client.waitForElementVisible('body')" }

function codes(spec: Partial<TestSpec>) {
  return lintTest(aTest('t', { ...checked, ...spec })).map(({ code, severity }) => `${severity} ${code}`)
}

function assert(path: AssertSpec['path'], preconditions: AssertSpec['preconditions'] = {}): AssertSpec {
  return {
    kind: 'assert',
    path,
    operator: 'lt',
    expected: '1',
    preconditions,
  }
}

test('an ordinary test has no problems', () => {
  expect(codes({ asserts: [assert('machine/cpu/used/avg', { browser: 'chromeLatest' })] })).toEqual([])
})

test.each([
  ['performance', 50, []],
  ['performance', 51, ['error too-many-participants']],
  ['session-record', 11, ['error too-many-participants']],
  ['load', 5_000, []],
] as const)('mode %s with %i participants', (mode, count, expected) => {
  expect(codes({ mode, participants: [aParticipant('p', count)] })).toEqual(expected)
})

test('copies of groups are counted', () => {
  const groups = [{ name: 'g', count: 6, participants: [aParticipant('p', 9)] }]
  expect(codes({ groups, participants: [] })).toEqual(['error too-many-participants'])
})

test('mode load does not measure the machine', () => {
  expect(
    codes({ mode: 'load', asserts: [assert('machine/ram/used/avg'), assert('webrtc/audio/rtt/avg')] }),
  ).toEqual(['warning no-data-in-mode'])
})

test('a start interval above the timeout is a warning', () => {
  expect(codes({ startIntervalSeconds: 61, participantTimeoutSeconds: 60 })).toEqual([
    'warning interval-over-timeout',
  ])
})

test.each([
  [{ network: '3g' }, true],
  [{ network: 'default', groupName: 'pair' }, true],
  [{ participantName: 'unknown' }, true],
  [{ browser: 'firefoxLatest' }, true],
  [{ browser: 'chrome131' }, false],
  [{ browser: 'firefox131' }, true],
  [{ participantNum: 7 }, false],
  [{ computeUnit: 'g2' }, false],
] as const)('the conditions %j match no participant: %s', (conditions, isUnmatched) => {
  expect(codes({ asserts: [assert('webrtc/audio/rtt/avg', conditions)] })).toEqual(
    isUnmatched ? ['warning unmatched-assert'] : [],
  )
})

test('equal names in one group are a warning', () => {
  const groups = [{ name: 'g', count: 1, participants: [aParticipant('a'), aParticipant('a')] }]
  expect(codes({ groups, participants: [aParticipant('a')] })).toEqual(['warning same-names'])
})

test.each([
  [99, 100, []],
  [99, 8, ['warning small-sample']],
  [5, 20, []],
  [5, 19, ['warning small-sample']],
  [50, 2, []],
])('the %ith percentile of %i participants', (percentile, count, expected) => {
  const expects = [metric('webrtc/audio/rtt/avg').percentile(percentile).lessThan(1)]
  expect(codes({ mode: 'load', expects, participants: [aParticipant('p', count)] })).toEqual(expected)
})

test('every problem has a message and a hint', () => {
  const pair = { name: 'pair', count: 1, participants: [aParticipant('a'), aParticipant('a')] }
  const specs: readonly Partial<TestSpec>[] = [
    { participants: [aParticipant('p', 51)] },
    { mode: 'load', asserts: [assert('machine/ram/used/avg')] },
    { startIntervalSeconds: 61, participantTimeoutSeconds: 60 },
    { asserts: [assert('webrtc/audio/rtt/avg', { network: '3g' })] },
    { groups: [pair, pair], participants: [aParticipant('b'), aParticipant('b')] },
    { expects: [metric('webrtc/audio/rtt/avg').percentile(99).lessThan(1)] },
  ]
  const problems = specs.flatMap((spec) => lintTest(aTest('t', { ...checked, ...spec })))
  expect(
    problems
      .map(({ severity, code, message, hint }) => `${severity} ${code}: ${message}\n  ${hint}`)
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "error too-many-participants: has 51 participants, but mode 'performance' allows at most 50
      Use mode 'load', or fewer participants.
    warning no-data-in-mode: has an assert on machine/ram/used/avg, which mode 'load' does not measure
      Use mode 'performance', or remove the assert.
    warning interval-over-timeout: has a startInterval of 61 s, but a participantTimeout of only 60 s, so its participants never all run at the same time
      Shorten startInterval, or lengthen participantTimeout.
    warning unmatched-assert: has an assert on webrtc/audio/rtt/avg that is never checked, because no participant meets its conditions
      Compare the conditions of when() with the participants.
    warning same-names: has several groups named 'pair'
      Give each its own name, or use \`count\`.
    warning same-names: has several participants without a group named 'b'
      Give each its own name, or use \`count\`.
    warning same-names: has several participants of group 'pair' named 'a'
      Give each its own name, or use \`count\`.
    warning same-names: has several participants of group 'pair' named 'a'
      Give each its own name, or use \`count\`.
    warning small-sample: has an expectation on the 99th percentile of webrtc/audio/rtt/avg, which needs at least 100 participants, but it has 1
      Use min() or max(), a percentile closer to 50, or more participants."
  `)
})

const rtt = metric('webrtc/audio/rtt/avg')

test.each([
  [{ participantName: { regex: '^zz' } }, true],
  [{ participantName: { regex: '^p' } }, false],
  [{ participantName: { neq: 'p' } }, true],
  [{ location: { gt: 'zz' } }, true],
  [{ location: { lte: 'zz' } }, false],
  [{ browser: { regex: '^firefox' } }, true],
  [{ browser: { regex: 'chrome1[0-9]' } }, false],
  [{ browser: { neq: 'firefox131' } }, false],
  [{ groupNum: 3 }, true],
  [{ groupNum: { gte: 2 } }, false],
  [{ groupNum: { gt: 1, lt: 2 } }, true],
  [{ participantNum: { gte: 2 } }, true],
  [{ participantNum: 1, groupNum: 0, groupName: 'pair' }, false],
] as const)('with any operator, %j match no participant: %s', (when, isUnmatched) => {
  const groups = [{ name: 'pair', count: 3, participants: [aParticipant('p', 2)] }]
  const found = codes({ groups, participants: [], asserts: [assert('webrtc/audio/rtt/avg', when)] })
  expect(found).toEqual(isUnmatched ? ['warning unmatched-assert'] : [])
})

test.each([
  [{ participant: 'p' }, false],
  [{ participant: ['x', 'y'] }, true],
  [{ participant: [] }, true],
  [{ group: 'pair' }, true],
  [{ browser: 'chrome131' }, false],
  [{ browser: 'firefoxLatest' }, true],
  [{ participant: 'p', location: 'eu-west-1' }, true],
])('the slice %j is about no participant: %s', (slice, isUnmatched) => {
  const expects = [rtt.where(slice).max().lessThan(9), successRate().where(slice).atLeast(1)]
  const found = codes({ participants: [aParticipant('p', 2)], expects })
  expect(found).toEqual(isUnmatched ? ['warning unmatched-slice', 'warning unmatched-slice'] : [])
})

const missing = undefined as unknown as number

test.each([
  ['error impossible-gate', { expects: [successRate().atLeast(95)] }],
  ['error impossible-gate', { expects: [successRate().greaterThan(1)] }],
  ['error impossible-gate', { expects: [successRate().lessThan(0)] }],
  ['warning vacuous-gate', { expects: [successRate().atLeast(0)] }],
  ['warning vacuous-gate', { expects: [successRate().atMost(1)] }],
  ['error impossible-gate', { asserts: [rtt.lessThan(missing)] }],
  ['error impossible-gate', { asserts: [rtt.lessThan(NaN)] }],
  ['error impossible-gate', { asserts: [rtt.lessThan('' as unknown as number)] }],
  ['warning impossible-gate', { asserts: [rtt.lessThan('0x10' as unknown as number)] }],
  ['warning impossible-gate', { asserts: [rtt.lessThan(Infinity)] }],
  ['warning impossible-gate', { asserts: [rtt.lessThan(0)] }],
  ['warning impossible-gate', { asserts: [rtt.equals(-1)] }],
  ['warning vacuous-gate', { asserts: [rtt.atLeast(0)] }],
  ['warning vacuous-gate', { asserts: [rtt.notEquals(-1)] }],
  ['warning vacuous-gate', { asserts: [metric('webrtc/audio/level/in/avg').atMost(1)] }],
  ['warning impossible-gate', { asserts: [metric('webrtc/audio/level/in/avg').atLeast(30)] }],
  ['warning impossible-gate', { asserts: [metric('webrtc/audio/packetsLost/in/percent').greaterThan(100)] }],
  ['warning impossible-gate', { asserts: [metric('webrtc/video/codec/in').lessThan(9)] }],
  ['warning vacuous-gate', { asserts: [metric('webrtc/video/codec/in').matches('')] }],
  ['warning vacuous-gate', { expects: [rtt.share(0).lessThan(9)] }],
  ['error impossible-gate', { expects: [rtt.max().lessThan(0)] }],
  ['error impossible-gate', { expects: [rtt.max().atLeast(1e12)] }],
  ['warning vacuous-gate', { expects: [rtt.max().atMost(1e12)] }],
  ['warning vacuous-gate', { expects: [metric('webrtc/video/fps/in').atMost(1e9)] }],
  [undefined, { asserts: [metric('webrtc/video/codec/in').equals('VP8')] }],
  [
    undefined,
    { asserts: [rtt.lessThan(200)], expects: [rtt.mean().atMost(99), successRate().atLeast(0.95)] },
  ],
] as const)('it finds %s in a gate', (expected, spec) => {
  expect(codes(spec)).toEqual(expected === undefined ? [] : [expected])
})

test.each([
  ['client => {}', ['warning idle-script']],
  ['client => { /* client.url("x") */ }', ['warning idle-script']],
  ['client => client.url("https://example.com/assert")', ['warning no-checks']],
  ['client => client.url("x").waitForElementVisible("b")', []],
  ['client => { client.url("x"); throw new Error() }', []],
])('the script %s is without a check: %j', (script, expected) => {
  expect(codes({ script })).toEqual(expected)
})

test('a callback or an assert is a check', () => {
  const script = 'client => client.url("x")'
  expect(codes({ script, asserts: [rtt.lessThan(9)] })).toEqual([])
  expect(codes({ script, verify: () => Promise.resolve({ kind: 'ended', thrown: [] }) })).toEqual([])
})
