import type { Scenario } from '@loadero-test/server'
import { expect, test } from 'vitest'
import { createSessionEnvironment, verdictsOf } from '../support/session-environment.js'

const overloaded = '[engine] machine overloaded: over 90 % busy in 9 of 12 samples'
const sufficient = '[engine] machine sufficient: over 90 % busy in 0 of 12 samples'
const wait = '✖ Timed out while waiting for element <#buy> to be present for 5000 milliseconds.'
const fault = '✖ TypeError: client.nosuch is not a function'

const fpsBelow = `expects: [metric('webrtc/video/fps/in/avg').min().atLeast(20)],`
const fps = { metrics: { 'webrtc/video/fps/in': [3] } }
const verifyNumber = `}, ({ results, expect }) => {
  expect(results.filter((one) => one.status === 'pass').length).toBeGreaterThan(5)`
const verifyText = `}, ({ results, expect }) => {
  expect(results[0].status).toBe('excellent')`

/** The second line of the log is what the local engine writes. */
function after(machine: string, error = '') {
  return `${error || 'the log'}\n${machine}\n${error}`
}

test.each<[string, number, string, string, Scenario['default']]>([
  ['a wait', 75, 'errored', '', { result: 'fail', message: after(overloaded, wait) }],
  ['a wait on a free machine', 1, 'failed', '', { result: 'fail', message: after(sufficient, wait) }],
  ['a fault of the script', 1, 'failed', '', { result: 'fail', message: after(overloaded, fault) }],
  ['an expectation', 75, 'errored', fpsBelow, { ...fps, message: after(overloaded) }],
  ['an expectation on a free machine', 1, 'failed', fpsBelow, { ...fps, message: after(sufficient) }],
  ['an expectation at Loadero', 1, 'failed', fpsBelow, { ...fps, message: 'the log' }],
  ['a callback on a number', 75, 'errored', verifyNumber, { message: after(overloaded) }],
  ['a callback on a text', 1, 'failed', verifyText, { message: after(overloaded) }],
  ['a callback on a free machine', 1, 'failed', verifyNumber, { message: after(sufficient) }],
])('a failure of %s ends with exit code %d', async (_, code, verdict, options, participant = {}) => {
  const place = await createSessionEnvironment({
    files: {
      'specs/a.loadero.ts': `import { metric, script, test } from 'loadero-test'
test('call', { script: script('./script.js'), participants: [{ name: 'a', browser: 'chromeLatest', count: 2 }], ${options}})`,
    },
    scenario: { default: participant },
  })
  const summary = await place.session()
  expect(verdictsOf(summary)).toMatchObject({ call: verdict })
  expect(summary.exit.code).toBe(code)
  const messages = summary.tests[0]?.reasons.map(({ message }) => message) ?? []
  const advice = /^the machine was overloaded .* says nothing about the product: .*\. Run fewer participants/
  expect(messages.some((message) => advice.test(message))).toBe(code === 75)
})
