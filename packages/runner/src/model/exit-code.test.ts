import { expect, test } from 'vitest'
import { exitOf } from './exit-code.js'
import type { TestResult } from './result.js'
import type { Summary } from './session.js'
import { aSummary } from '../../test/examples.js'

function result(verdict: TestResult['verdict']) {
  return { verdict } as TestResult
}
function diagnostic(severity: 'error' | 'warning') {
  return { severity } as Summary['diagnostics'][number]
}

function code(parts: Partial<Summary>, passWithNoTests = false) {
  return exitOf(aSummary(parts), { passWithNoTests }).code
}

const failed = [result('failed'), result('errored'), result('passed')]

const endings: readonly (readonly [number, string, Partial<Summary>])[] = [
  [
    130,
    'an interrupt before everything else',
    { interruptedBy: 'SIGINT', tests: failed, errors: [{ kind: 'plan', message: '' }] },
  ],
  [143, 'a termination', { interruptedBy: 'SIGTERM', tests: failed }],
  [2, 'an error in a spec', { diagnostics: [diagnostic('error')] }],
  [
    2,
    'an error of the plan before a refusal',
    {
      errors: [
        { kind: 'refused', message: '' },
        { kind: 'plan', message: '' },
      ],
    },
  ],
  [4, 'a refusal before a failure', { errors: [{ kind: 'refused', message: '' }], tests: failed }],
  [5, 'a limit of the plan', { errors: [{ kind: 'limit', message: '' }], tests: [result('errored')] }],
  [1, 'a failure before an error', { tests: failed }],
  [75, 'an error among passes', { tests: [result('passed'), result('errored')] }],
  [75, 'a reporter that threw', { tests: [result('passed')], errors: [{ kind: 'reporter', message: '' }] }],
  [75, 'an interrupted test in a session that was not', { tests: [result('passed'), result('interrupted')] }],
  [3, 'nothing selected', {}],
  [3, 'nothing but skipped tests', { tests: [result('skipped')] }],
  [
    0,
    'passes and warnings',
    { tests: [result('passed'), result('skipped')], diagnostics: [diagnostic('warning')] },
  ],
]

test.each(endings)('%i for %s', (expected, _, summary) => {
  expect(code(summary)).toBe(expected)
})

test('every exit code has a reason', () => {
  const others: readonly Partial<Summary>[] = [
    { detached: { launched: 2, waiting: 1 } },
    { tests: [result('failed'), result('failed')] },
  ]
  const exits = [
    ...[...endings.map(([, , summary]) => summary), ...others].map((summary) =>
      exitOf(aSummary(summary), { passWithNoTests: false }),
    ),
    exitOf(aSummary(), { passWithNoTests: true }),
  ]
  expect(exits.map((exit) => `${exit.code} ${exit.reason}`).join('\n')).toMatchInlineSnapshot(`
    "130 interrupted
    143 terminated
    2 the specs have errors; nothing was sent
    2 the session could not be set up
    4 Loadero refused the token, the project or the scope
    5 the plan of the project does not allow it; nothing was launched
    1 1 test failed
    75 1 test errored, none failed; another run may pass
    75 no test failed, but the session had errors
    75 not every test passed
    3 no test was found
    3 no test ran
    0 all tests passed
    0 detached: 2 launched, 1 waiting; no results yet
    1 2 tests failed
    0 no tests, which is allowed"
  `)
})

test('no tests end with 0 when that is allowed', () => {
  expect(code({}, true)).toBe(0)
})
