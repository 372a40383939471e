import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestContext, runScript, verdictOf } from '../../test/engine-context.js'
import { startFakePlace } from '../../test/fake-place.js'

let fake: Awaited<ReturnType<typeof startFakePlace>>
let engine: Awaited<ReturnType<typeof createTestContext>>
beforeAll(async () => {
  fake = await startFakePlace()
  engine = await createTestContext({ place: fake.place })
})
afterAll(async () => {
  fake.close()
  await engine.close()
})

test('passes a script that ends', async () => {
  await runScript(engine.context, 'client => client.pause(1)', (output) => {
    expect(verdictOf(output)).toBe('pass')
  })
})

test.each([
  ['an exception', 'client => {\n null.foo }', /^✖ Cannot read properties of null .* \(script line 2\)$/],
  ['a syntax error', 'client => {\n (\n}', /^✖ Unexpected token .* \(script line 3\)$/],
  [
    'an unknown command',
    'client => {\n client.nosuch()\n}',
    /^✖ client\.nosuch is not a function \(script line 2\)$/,
  ],
  [
    'a missing element',
    'client => {\n client.element({ selector: "#no", timeout: 50 }).click()\n}',
    /\(script line 2\)$/,
  ],
  [
    'an exception in a block',
    'client => {\n client.perform(() => { throw new Error("inside") })\n}',
    /inside \(script line 2\)$/,
  ],
  [
    'an exception in an awaited block',
    'async client => {\n await client.perform(() => { throw new Error("inside") })\n}',
    /inside \(script line 2\)$/,
  ],
  [
    'a late exception',
    'client => client.perform((done) => {\n setTimeout(() => { throw new Error("late") })\n})',
    /^✖ late \(script line 2\)$/,
  ],
  [
    'an unhandled rejection',
    'client => {\n Promise.reject(new Error("stray"))\n client.pause(500)\n}',
    /^✖ stray \(script line 2\)$/,
  ],
  [
    'process.exit(0)',
    'client => client.pause(1)\n.perform(() => process.exit(0))',
    /^✖ The script's process ended early, with exit code 0, during perform\(ƒ\) \(script line 2\)$/,
  ],
  [
    'an assertion in a callback',
    'client => client.perform(() => {\n client.assert.ok(false)\n})',
    /\(script line 2\)$/,
  ],
  [
    'an assertion later in a chain',
    'client => client.pause(1)\n .pause(1)\n .verify.ok(false)',
    /\(script line 3\)$/,
  ],
  ['no function', '42', /^✖ The script is not one function expression/],
])('fails a script with %s', async (_, script, reason) => {
  await runScript(engine.context, script, (output) => {
    expect(output.seleniumResult).toBe('fail')
    expect(verdictOf(output)).toMatch(reason)
  })
})
