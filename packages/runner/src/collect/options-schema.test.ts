import { isMetricPath } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { metric } from './dsl/metric.js'
import { createOptionsSchema } from './options-schema.js'

/** The hint about the path of an assert; undefined for a known path. */
function hintFor(path: string): string | undefined {
  const asserts = [metric(path as 'webrtc/audio/rtt/avg').lessThan(3)]
  const { error } = createOptionsSchema().shape.asserts.safeParse(asserts)
  const [issue] = error?.issues ?? []
  return issue?.code === 'custom' ? (issue.params?.['hint'] as string | undefined) : undefined
}

const example = "Write metric('actions/timeExecution/…') with the name of a timeExecution() in the script."
const renamed = (name: string, call: string) =>
  `A name has up to 150 letters, digits, _ and -. Name it '${name}' in the script too, and write ${call}.`

test.each([
  ['actions/timeExecution/two words', renamed('two_words', "metric('actions/timeExecution/two_words')")],
  ['actions/timeExecution/a/b', renamed('a_b', "metric('actions/timeExecution/a_b')")],
  ['actions/timeExecution/x y/p99', renamed('x_y', "metric('actions/timeExecution/x_y').percentile(99)")],
  ['actions/timeExecution/login/avg', "Write metric('actions/timeExecution/login')."],
  ['actions/timeExecution/login/95th', "Write metric('actions/timeExecution/login').percentile(95)."],
  ['actions/timeExecutions/login', "Write metric('actions/timeExecution/login')."],
  ['actions/time-execution/login', "Write metric('actions/timeExecution/login')."],
  ['Actions/TimeExecution/login', "Write metric('actions/timeExecution/login')."],
  ['actions/login', "Write metric('actions/timeExecution/login')."],
  ['actions/timeExecution/', example],
  ['actions/timeExecution', example],
  ['actions', example],
  ['webrtc/audo/rtt/avg', "Did you mean 'webrtc/audio/rtt/avg'?"],
  ['Machine/CPU/used/avg', "Did you mean 'machine/cpu/used/avg'?"],
])('the path %j has a hint', (path, hint) => {
  expect(hintFor(path)).toBe(hint)
})

test('a suggested path is always valid', () => {
  const parts = fc.constantFrom(
    'actions',
    'timeExecution',
    'login',
    'avg',
    'p95',
    '95th',
    'é',
    ' ',
    'a b',
    'x'.repeat(160),
    '%',
    '',
  )
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 4 }), (rest) => {
      const hint = hintFor(['actions', ...rest].join('/'))
      const [, suggested = 'actions/timeExecution/x'] = /write metric\('([^']*)'\)/i.exec(hint ?? '') ?? []
      expect(isMetricPath(suggested.replace('…', 'x'))).toBe(true)
    }),
  )
})
