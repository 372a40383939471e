import fc from 'fast-check'
import type { Result } from '@loadero-test/core'
import { expect, test } from 'vitest'
import type { CollectedResult, MachineState } from '../model/result.js'
import type { ExpectationSpec } from '../model/spec.js'
import { aResult, aRun, reconciled } from '../../test/examples.js'
import { judge } from './judge.js'

const overloaded: MachineState = { state: 'overloaded', detail: 'over 90 % busy in 9 of 12 samples' }
const sufficient: MachineState = { state: 'sufficient', detail: 'over 90 % busy in 0 of 12 samples' }
const unmeasured: MachineState = { state: 'not measured', detail: 'samples of its load are missing' }

const waitError = 'Timed out while waiting for element <#buy> to be present for 5000 milliseconds.'
const typeError = 'TypeError: client.nosuch is not a function'

function judgeAll(
  collected: readonly CollectedResult[],
  expects: readonly ExpectationSpec[] = [],
  assert?: object,
  { isLocal, mode }: { readonly isLocal?: boolean | undefined; readonly mode?: string | undefined } = {},
) {
  const passed = collected.filter(({ result }) => result.status === 'pass').length
  const run = aRun({
    participant_count: collected.length,
    success_rate: passed / collected.length,
    ...(mode !== undefined && { test_mode: mode }),
  })
  const statistics = { asserts: assert ? [assert] : [] } as never
  return judge(
    { asserts: [], expects },
    { run, collected, reconciliation: reconciled(), statistics, isLocal },
  )
}

/** What the load of the machines leaves open → the warning; `''` for none. */
test.each([
  [
    'a pass under load',
    [aResult(0, {}, { machine: overloaded })],
    {},
    /^1 of 1 participant ran under load: the machine was overloaded .* Run fewer/,
  ],
  [
    'a pass at Loadero with a busy unit',
    [aResult(0, withCpu(97))],
    {},
    /compute unit g2 was overloaded .* Use compute unit g4/,
  ],
  [
    'a pass that was not measured',
    [aResult(0, {}, { machine: unmeasured })],
    {},
    /the load of the machine was not measured/,
  ],
  ['a pass on a free machine', [aResult(0, {}, { machine: sufficient })], {}, ''],
  ['a pass of which nothing is known', [aResult(0)], {}, ''],
  ['a fault of its own under load', [failedScript(typeError, overloaded)], {}, /ran under load/],
  ['a wait under load, which is errored', [failedScript(waitError, overloaded)], {}, ''],
  [
    'a wait on a grid',
    [failedScript(waitError)],
    { isLocal: true },
    /^1 of 1 participant failed by a time or a number, .* is unknown/,
  ],
  ['a wait in load mode', [failedScript(waitError)], { mode: 'load' }, /is unknown/],
  ['a fault of its own on a grid', [failedScript(typeError)], { isLocal: true }, ''],
  ['a wait at Loadero', [failedScript(waitError)], {}, ''],
] as const)(
  '%s has its warning',
  (_, participants, { isLocal, mode }: { isLocal?: boolean; mode?: string }, expected) => {
    const { warnings = [], verdict } = judgeAll(participants, [], undefined, { isLocal, mode })
    expect(warnings.join('\n')).toMatch(expected === '' ? /^$/ : expected)
    const hasPassed = participants.every(({ result }) => result.status === 'pass')
    expect(verdict === 'passed').toBe(hasPassed)
  },
)

function failedScript(error: string, machine?: MachineState, result: Partial<Result> = {}) {
  return aResult(
    0,
    { status: 'fail', selenium_result: 'fail', ...result },
    { scriptError: error, ...(machine && { machine }) },
  )
}

function withCpu(percent: number): Partial<Result> {
  const metric = { metric_path: 'machine/cpu/percent', perc_95th: percent }
  return {
    metrics: { machine: { 'machine/cpu/percent': metric } },
    participant_details: { id: 200, participant_name: 'buyer', participant_num: 0, compute_unit: 'g2' },
  } as unknown as Partial<Result>
}

function withAssert(actual: string | null): Partial<Result> {
  const assert = { id: 1, run_assert_id: 9, path: 'webrtc/video/fps/in/avg', operator: 'gt', expected: '10' }
  return { selenium_result: 'pass', asserts: [{ ...assert, actual, status: 'fail' }] } as Partial<Result>
}

test.each([
  ['errored', 'a wait', failedScript(waitError, overloaded)],
  ['errored', 'a participant timeout', failedScript('', overloaded, { status: 'timeout' })],
  ['errored', 'a number of an assert', failedScript('', overloaded, withAssert('3.2'))],
  ['errored', 'an assert without a value', failedScript('', overloaded, withAssert(null))],
  ['errored', 'a wait without samples', failedScript(waitError, unmeasured)],
  ['failed', 'a fault of the script', failedScript(typeError, overloaded)],
  ['failed', 'a fault of the script without samples', failedScript(typeError, unmeasured)],
  ['failed', 'a text of an assert', failedScript('', overloaded, withAssert('VP9'))],
  ['failed', 'a wait on a free machine', failedScript(waitError, sufficient)],
  ['failed', 'a number on a free machine', failedScript('', sufficient, withAssert('3.2'))],
  ['failed', 'a timeout on a free machine', failedScript('', sufficient, { status: 'timeout' })],
  ['failed', 'a wait when nothing is known', failedScript(waitError)],
  ['errored', 'a wait at Loadero with a busy unit', failedScript(waitError, undefined, withCpu(95))],
  ['failed', 'a fault at Loadero with a busy unit', failedScript(typeError, undefined, withCpu(99))],
  ['failed', 'a wait at Loadero with a free unit', failedScript(waitError, undefined, withCpu(94.9))],
  ['failed', 'a busy page on a free machine', failedScript(waitError, sufficient, withCpu(99))],
])('a run is %s after %s', (verdict, _, participant) => {
  const judged = judgeAll([participant])
  expect(judged.verdict).toBe(verdict)
  expect(judged.participants[0]?.status === 'unknown').toBe(verdict === 'errored')
})

test('the reason has the cause, the failure and one advice', () => {
  const messages = [
    failedScript(waitError, overloaded),
    failedScript('', unmeasured, { status: 'timeout' }),
    failedScript(waitError, undefined, withCpu(98.4)),
  ].map((participant) => judgeAll([participant]).reasons.map(({ kind, message }) => [kind, message]))
  expect(messages).toMatchInlineSnapshot(`
    [
      [
        [
          "results",
          "the machine was overloaded (over 90 % busy in 9 of 12 samples), so this failure says nothing about the product: Timed out while waiting for element <#buy> to be present for 5000 milliseconds. Run fewer participants at a time, or run the test on a machine with more free CPU.",
        ],
      ],
      [
        [
          "results",
          "the load of the machine was not measured, so this failure says nothing about the product: participant timeout exceeded. Run the test again.",
        ],
      ],
      [
        [
          "results",
          "compute unit g2 was overloaded (machine/cpu/percent/95th is 98 %), so this failure says nothing about the product: Timed out while waiting for element <#buy> to be present for 5000 milliseconds. Use compute unit g4, which costs 4 compute units for each participant instead of 2.",
        ],
      ],
    ]
  `)
})

test('the first error decides, not what follows from it', () => {
  const participant = failedScript('is not a function (script line 9)', overloaded)
  expect(judgeAll([{ ...participant, firstFailure: waitError }]).verdict).toBe('errored')
  expect(judgeAll([{ ...participant, firstFailure: typeError }]).verdict).toBe('failed')
})

test('a failure of its own keeps a test failed among overloaded participants', () => {
  const judged = judgeAll([failedScript(waitError, overloaded), failedScript(typeError, overloaded)])
  expect(judged.verdict).toBe('failed')
  expect(judged.reasons.map(({ kind }) => kind)).toEqual(['script', 'results'])
  expect(judged.participantCounts).toEqual({ total: 2, passed: 0, failed: 1 })
})

test('an assert that failed under load only is errored', () => {
  const participant = failedScript('', overloaded, withAssert('3.2'))
  const assert = { run_assert_id: 9, path: 'webrtc/video/fps/in/avg', operator: 'gt', expected: '10' }
  const { checks } = judgeAll([participant], [], { ...assert, pass: 0, fail: 1, preconditions: [] })
  expect(checks.map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ['script', 'errored'],
    ['assert', 'errored'],
  ])
})

const minFps: ExpectationSpec = {
  kind: 'expectation',
  metric: { path: 'webrtc/video/fps/in/avg', summary: { kind: 'min' } },
  slice: {},
  operator: 'gte',
  expected: 20,
  missing: 'fail',
}

function withFps(num: number, average: number | undefined, machine: MachineState) {
  const metric = { metric_path: 'webrtc/video/fps/in', average }
  const metrics = average === undefined ? {} : { webrtc: { 'webrtc/video/fps/in': metric } }
  return aResult(num, { metrics } as unknown as Partial<Result>, { machine })
}

test.each([
  [
    'errored',
    'one overloaded value below the limit',
    [
      [3, overloaded],
      [25, sufficient],
    ],
  ],
  ['errored', 'only overloaded values', [[3, overloaded]]],
  [
    'errored',
    'a missing value of an overloaded machine',
    [
      [undefined, overloaded],
      [25, sufficient],
    ],
  ],
  [
    'failed',
    'a value of a free machine below the limit',
    [
      [25, overloaded],
      [3, sufficient],
    ],
  ],
  [
    'failed',
    'both',
    [
      [3, overloaded],
      [3, sufficient],
    ],
  ],
  [
    'passed',
    'good values of an overloaded machine',
    [
      [25, overloaded],
      [25, sufficient],
    ],
  ],
] as const)('an expectation is %s with %s', (verdict, _, values) => {
  const collected = values.map(([fps, machine], num) => withFps(num, fps, machine))
  expect(judgeAll(collected, [minFps]).verdict).toBe(verdict)
})

function inPair(num: number, result: Partial<Result>, group: number): CollectedResult {
  const participant_details = {
    id: 200 + num,
    participant_name: 'peer',
    participant_num: num,
    group_name: 'pair',
    group_num: group,
  }
  return aResult(num, { participant_details, ...result } as Partial<Result>, {
    scriptError: waitError,
    machine: sufficient,
  })
}

test('a partner of a lost participant is not judged by what it waited for', () => {
  const lost = inPair(0, { status: 'aborted', selenium_result: 'aborted' }, 0)
  const waiting = inPair(1, { status: 'fail', selenium_result: 'fail' }, 0)
  const elsewhere = inPair(2, { status: 'fail', selenium_result: 'fail' }, 1)
  expect(judgeAll([lost, waiting]).verdict).toBe('errored')
  expect(judgeAll([lost, { ...waiting, scriptError: typeError }]).verdict).toBe('failed')
  expect(judgeAll([lost, elsewhere]).verdict).toBe('failed')
})

test('failures that a success rate tolerates are not reasons', () => {
  const rate: ExpectationSpec = {
    kind: 'expectation',
    slice: {},
    operator: 'gte',
    expected: 0.5,
    missing: 'fail',
  }
  const tolerated = failedScript(typeError, sufficient)
  expect(judgeAll([tolerated, aResult(1)], [rate])).toMatchObject({ verdict: 'passed', reasons: [] })
  const judged = judgeAll(
    [tolerated, withFps(1, 3, sufficient), withFps(2, 3, sufficient)],
    [rate, { ...minFps, missing: 'skip' }],
  )
  expect(judged.verdict).toBe('failed')
  expect(judged.reasons.map(({ kind }) => kind)).toEqual(['expectation'])
})

test('a success rate that is certain tolerates invalid failures', () => {
  const rate = (expected: number): ExpectationSpec => ({
    kind: 'expectation',
    slice: {},
    operator: 'gte',
    expected,
    missing: 'fail',
  })
  const collected = [failedScript(waitError, overloaded), aResult(1), aResult(2), aResult(3)]
  expect(judgeAll(collected, [rate(0.75)])).toMatchObject({ verdict: 'passed', reasons: [] })
  expect(judgeAll(collected, [rate(0.8)]).verdict).toBe('errored')
  expect(judgeAll([...collected, failedScript(typeError, overloaded)], [rate(0.9)]).verdict).toBe('failed')
})

test('no overloaded participant makes a test failed by time or number alone', () => {
  const load = fc.constantFrom(overloaded, unmeasured)
  const failure = fc.constantFrom(
    (machine: MachineState) => failedScript(waitError, machine),
    (machine: MachineState) => failedScript('', machine, { status: 'timeout' }),
    (machine: MachineState) => failedScript('', machine, withAssert('3')),
    (machine: MachineState) => aResult(0, {}, { machine }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(failure, load), { minLength: 1, maxLength: 6 }), (all) => {
      const collected = all.map(([create, machine]) => create(machine))
      const hasFailure = collected.some(({ result }) => result.status !== 'pass')
      expect(judgeAll(collected).verdict).toBe(hasFailure ? 'errored' : 'passed')
    }),
  )
})
