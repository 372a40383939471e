import { expect, test } from 'vitest'
import { exitOf } from './exit-code.js'
import type { Summary, TestResult } from '../model/model.js'
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
    'an interrupt, whatever else there is',
    { interruptedBy: 'SIGINT', tests: failed, errors: [{ kind: 'plan', message: '' }] },
  ],
  [143, 'a termination', { interruptedBy: 'SIGTERM', tests: failed }],
  [2, 'a broken spec', { diagnostics: [diagnostic('error')] }],
  [
    2,
    'an unclear plan before a refusal',
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
  [
    75,
    'a test that was interrupted, though the session was not',
    { tests: [result('passed'), result('interrupted')] },
  ],
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

test('every exit code says why', () => {
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
    4 Loadero refused token, project or scope
    5 the plan does not allow it; nothing was launched
    1 1 test failed
    75 1 test errored, none failed: worth another try
    75 no test failed, but the session had errors
    75 not every test passed
    3 no test was found
    3 no test was run
    0 all tests passed
    0 detached from 2 launched and 1 waiting; nothing is known yet
    1 2 tests failed
    0 no tests, which was allowed"
  `)
})

test('no tests pass when that is allowed', () => {
  expect(code({}, true)).toBe(0)
})
