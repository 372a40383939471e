import { expect, test } from 'vitest'
import type { AssertSpec, TestSpec } from '../model/spec.js'
import { aParticipant, aTest } from '../../test/examples.js'
import { lintTest } from './lint-spec.js'
import { metric } from './dsl/metric.js'

function codes(spec: Partial<TestSpec>) {
  return lintTest(aTest('t', spec)).map(({ code, severity }) => `${severity} ${code}`)
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
  const problems = specs.flatMap((spec) => lintTest(aTest('t', spec)))
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
