import { expect, test } from 'vitest'
import { aParticipant, aTest } from '../../../test/examples.js'
import type { AssertSpec, ExpectationSpec, TestSpec } from '../../model/spec.js'
import { metric, timeUntil } from '../dsl/metric.js'
import { lintWindows } from './lint-windows.js'
import { lintGates } from './lint-gates.js'
import { optionProblemsOf } from '../option-problems.js'
import { createOptionsSchema } from '../options-schema.js'

const spec: Partial<TestSpec> = {
  script: "client => { mark('muted'); mark('unmuted'); measure('login', 1) }",
  participantTimeoutSeconds: 60,
  participants: [aParticipant('p', 2)],
}

function problems(expectation: ExpectationSpec, parts: Partial<TestSpec> = {}) {
  const one = aTest('t', { ...spec, ...parts, expects: [expectation] })
  return [...lintGates(one), ...lintWindows(one)].map(
    ({ code, severity, message }) => `${severity} ${code} ${message}`,
  )
}

const fps = metric('webrtc/video/fps/in')
const rtt = metric('webrtc/audio/rtt/avg')

test.each([
  [
    'after the end',
    fps.after('60s').atLeast(20),
    /^error impossible-gate .* after 60 s, but a participantTimeout of only 60 s$/,
  ],
  [
    'after and before',
    rtt.after('2m').before('1m').max().atMost(9),
    /after 120 s and before 60 s: no second is both/,
  ],
  ['after and before the same moment', rtt.after(10).before('10s').max().atMost(9), /no second is both/],
  [
    'after and before a mark',
    rtt.after('muted').before('muted').atMost(9),
    /^error impossible-gate .*no second is both$/,
  ],
  [
    'between a mark and itself',
    rtt.between('muted', 'muted').atMost(9),
    /^error impossible-gate .* between 'muted' and itself$/,
  ],
  [
    'before the start',
    rtt.before('0s').atMost(9),
    /^error impossible-gate .* before the participant starts$/,
  ],
  [
    'no metric per second',
    metric('actions/timeExecution/x').after('1s').max().atMost(9),
    /^error impossible-gate has a window on actions\/timeExecution\/x, which has no values per second$/,
  ],
  [
    'a number of the whole call',
    metric('webrtc/audio/connections/in').after('1s').max().atMost(9),
    /^error impossible-gate/,
  ],
  [
    'errors of the machine',
    metric('machine/network/errors/in/total').after('1s').max().atMost(9),
    /^error impossible-gate/,
  ],
  [
    'a contradiction',
    timeUntil('webrtc/video/fps/in', { gt: 9, lt: 3 }).atMost(9),
    /^error impossible-gate .*contradict each other$/,
  ],
  [
    'a condition that holds never',
    timeUntil('webrtc/video/fps/in', { lt: 0 }).atMost(9),
    /^error impossible-gate/,
  ],
  [
    'a condition that holds always',
    timeUntil('webrtc/video/fps/in', { gte: 0 }).atMost(9),
    /^warning vacuous-gate/,
  ],
  [
    'a time that is always reached',
    timeUntil('webrtc/video/fps/in', { gte: 1 }).atLeast(0),
    /^warning vacuous-gate/,
  ],
  ['a time below 0', timeUntil('webrtc/video/fps/in', { gte: 1 }).lessThan(0), /^error impossible-gate/],
  ['after 0', fps.after(0).atLeast(20), /^warning vacuous-gate .* after 0 s, which leaves nothing out$/],
  [
    'before the timeout',
    fps.before('1m').atLeast(20),
    /^warning vacuous-gate .* before 60 s, but a participantTimeout/,
  ],
  ['a share of 0', fps.atLeast(20).forShare(0), /^warning vacuous-gate .* for a share of 0/],
  [
    'an unknown mark',
    rtt.between('muted', 'unmutd').atMost(9),
    /^warning unknown-mark .* needs mark\('unmutd'\)/,
  ],
  [
    'an unknown measurement',
    metric('measure/logon').atMost(9),
    /^warning unknown-mark .* needs measure\('logon'\)/,
  ],
  [
    'an aggregate of a measurement',
    metric('measure/logon/max').atMost(9),
    /^warning unknown-mark .* needs measure\('logon'\)/,
  ],
] as const)('%s is found', (_, expectation, message) => {
  expect(problems(expectation)).toEqual([expect.stringMatching(message)])
})

test('all participants are never present', () => {
  const gate = fps.whileAllPresent().atLeast(20)
  expect(problems(gate, { startIntervalSeconds: 90 })).toEqual([
    expect.stringMatching(/^error impossible-gate/),
  ])
  expect(problems(gate, { participants: [aParticipant('p')] })).toEqual([
    expect.stringMatching(/^warning vacuous-gate/),
  ])
})

test.each([
  fps.atLeast(20),
  fps.after('10s').before('50s').atLeast(20).forShare(0.9),
  rtt.between('muted', 'unmuted').after('5s').max().atMost(9),
  rtt.after('muted').before('unmuted').whileAllPresent().atMost(9),
  timeUntil('webrtc/video/fps/in', { gte: 15, lt: 60 }).after('muted').percentile(50).atMost(9),
  metric('machine/cpu/percent').after('1s').atMost(99),
  metric('webrtc/audio/packetsLost/in/percent').after('1s').max().atMost(9),
  metric('quality/video/freezes/total').atMost(9),
  metric('measure/login').atMost(9),
  metric('page/errors').after('1s').atMost(0),
  metric('page/requests/api.example.com:8443/5xx/total').max().atMost(0),
  metric('page/requests/404/total').max().atMost(0),
  metric('page/vitals/lcp/max').percentile(95).atMost(2_500),
])('an ordinary gate in time has no problem', (expectation) => {
  expect(problems(expectation)).toEqual([])
})

function optionProblems(asserts: readonly unknown[], expects: readonly unknown[]) {
  const options = {
    script: { path: './a.js' },
    participants: [{ name: 'a', browser: 'chromeLatest' }],
    asserts,
    expects,
  }
  const schema = createOptionsSchema()
  const { error } = schema.safeParse(options)
  return error
    ? optionProblemsOf(error, schema, options).map(({ message, hint }) => `${message} | ${hint}`)
    : []
}

/** What an author without types writes. */
const untyped = metric as unknown as (path: string) => {
  after(moment: unknown): ReturnType<typeof untyped>
  between(start: unknown, end: unknown): ReturnType<typeof untyped>
  atMost(limit: number): AssertSpec & { forShare(share: unknown): unknown }
}

test('a problem of a gate names the call that it is in', () => {
  expect(
    optionProblems(
      [
        { ...rtt.atMost(1), path: 'measure/login' },
        { ...rtt.atMost(1), path: 'quality/video/freezes/total' },
        { ...rtt.atMost(1), path: 'webrtc/audio/rtt' },
        { ...rtt.atMost(1), path: 'page/errors/total' },
      ],
      [
        untyped('webrtc/audio/rtt/avg').after('10sec').atMost(1),
        untyped('webrtc/audio/rtt/avg').after(-1).atMost(1),
        untyped('webrtc/audio/rtt/avg').between('1st', 'b').atMost(1),
        untyped('webrtc/audio/rtt').atMost(1).forShare(95),
        timeUntil('webrtc/video/fps/in', {}).atMost(1),
        timeUntil('webrtc/video/fps/in', { above: 1 } as never).atMost(1),
        untyped('quality/video/freeze/total').atMost(1),
        untyped('measure/log in').atMost(1),
        untyped('page/vitals/lpc/max').atMost(1),
        untyped('page/requests/https://api.example.com/5xx/total').atMost(1),
      ],
    ),
  ).toMatchInlineSnapshot(`
    [
      "asserts[0].path: unknown value 'measure/login' | measure/login comes from the logs of the participants. Loadero does not know it, so move it to expects.",
      "asserts[1].path: unknown value 'quality/video/freezes/total' | quality/video/freezes/total comes from the logs of the participants. Loadero does not know it, so move it to expects.",
      "asserts[2].path: unknown value 'webrtc/audio/rtt' | webrtc/audio/rtt is a metric per second. Move it to expects, or add an aggregate such as webrtc/audio/rtt/avg.",
      "asserts[3].path: unknown value 'page/errors/total' | Only local runs measure page/errors/total, and Loadero checks asserts. Move it to expects.",
      "expects[0]: after() "10sec" is neither a duration nor the name of a mark | Write '10s', '2m', a whole number of seconds, or a name such as 'joined'.",
      "expects[1]: after() -1 is neither a duration nor the name of a mark | Write '10s', '2m', a whole number of seconds, or a name such as 'joined'.",
      "expects[2]: between() '1st' is not the name of a mark | A name has letters, digits, "_", "." and "-", and begins with a letter or "_".",
      "expects[3]: forShare() must be at most 1, not 95 | undefined",
      "expects[4]: timeUntil() needs a comparison, for example { gte: 15 } | undefined",
      "expects[5]: timeUntil() unknown key 'above' | Use one of: eq, neq, gt, gte, lt, lte.",
      "expects[5]: timeUntil() needs a comparison, for example { gte: 15 } | undefined",
      "expects[6].metric.path: unknown value 'quality/video/freeze/total' | Did you mean 'quality/video/freezes' or 'quality/video/frozenTime'?",
      "expects[7].metric.path: unknown value 'measure/log in' | Write measure/<name>. A name has letters, digits, "_", "." and "-", and begins with a letter or "_".",
      "expects[8].metric.path: unknown value 'page/vitals/lpc/max' | Did you mean 'page/vitals/lcp' or 'page/vitals/cls' or 'page/vitals/fcp'?",
      "expects[9].metric.path: unknown value 'page/requests/https://api.example.com/5xx/total' | Write page/requests/<kind>, or page/requests/<host>/<kind> with the host of an address in lower case. Kinds: all, failed, 2xx, 3xx, 4xx, 5xx, or a status such as 404.",
    ]
  `)
})

test('each limit of a window is given once', () => {
  expect(() => fps.after('1s').after('2s')).toThrow('after() is called twice')
})
