import { expect, test } from 'vitest'
import type { AssertSpec, TestSpec } from '../model/model.js'
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

test('an ordinary test is worth no word', () => {
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

test('copies of groups count', () => {
  const groups = [{ name: 'g', count: 6, participants: [aParticipant('p', 9)] }]
  expect(codes({ groups, participants: [] })).toEqual(['error too-many-participants'])
})

test('an assert on the machine has no data in mode load', () => {
  expect(
    codes({ mode: 'load', asserts: [assert('machine/ram/used/avg'), assert('webrtc/audio/rtt/avg')] }),
  ).toEqual(['warning no-data-in-mode'])
})

test('a ramp-up longer than the time that each has is told', () => {
  expect(codes({ startIntervalSeconds: 61, participantTimeoutSeconds: 60 })).toEqual([
    'warning interval-over-timeout',
  ])
})

test.each([
  [{ network: '3g' }, true],
  [{ network: 'default', groupName: 'pair' }, true],
  [{ participantName: 'nobody' }, true],
  [{ browser: 'firefoxLatest' }, true],
  [{ browser: 'chrome131' }, false],
  [{ browser: 'firefox131' }, true],
  [{ participantNum: 7 }, false],
  [{ computeUnit: 'g2' }, false],
] as const)('an assert when %j is checked on nobody: %s', (conditions, vacuous) => {
  expect(codes({ asserts: [assert('webrtc/audio/rtt/avg', conditions)] })).toEqual(
    vacuous ? ['warning assert-for-nobody'] : [],
  )
})

test('two of one name in one place are told', () => {
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

test('every finding says what is wrong and what to do', () => {
  const pair = { name: 'pair', count: 1, participants: [aParticipant('a'), aParticipant('a')] }
  const specs: readonly Partial<TestSpec>[] = [
    { participants: [aParticipant('p', 51)] },
    { mode: 'load', asserts: [assert('machine/ram/used/avg')] },
    { startIntervalSeconds: 61, participantTimeoutSeconds: 60 },
    { asserts: [assert('webrtc/audio/rtt/avg', { network: '3g' })] },
    { groups: [pair, pair], participants: [aParticipant('b'), aParticipant('b')] },
    { expects: [metric('webrtc/audio/rtt/avg').percentile(99).lessThan(1)] },
  ]
  const found = specs.flatMap((spec) => lintTest(aTest('t', spec)))
  expect(
    found.map(({ severity, code, message, hint }) => `${severity} ${code}: ${message}\n  ${hint}`).join('\n'),
  ).toMatchInlineSnapshot(`
    "error too-many-participants: has 51 participants, but mode performance takes at most 50
      Use mode 'load', or fewer participants.
    warning no-data-in-mode: asserts machine/ram/used/avg, which mode load does not measure
      Use mode 'performance' for it, or take the assert away.
    warning interval-over-timeout: starts participants over 61 s, but each has only 60 s: they never all run together
      Shorten startInterval or lengthen participantTimeout.
    warning assert-for-nobody: asserts webrtc/audio/rtt/avg under conditions that no participant meets, so it would never be checked
      Compare what is in when() with the participants.
    warning same-names: has two groups named 'pair'
      Give each its own name, or use count.
    warning same-names: has two participants without a group named 'b'
      Give each its own name, or use count.
    warning same-names: has two participants of group 'pair' named 'a'
      Give each its own name, or use count.
    warning same-names: has two participants of group 'pair' named 'a'
      Give each its own name, or use count.
    warning small-sample: expects the 99th percentile of webrtc/audio/rtt/avg of 1 participants; it says something from 100 on
      Take min() or max(), a percentile nearer to the middle, or more participants."
  `)
})
