import { afterAll, beforeAll, expect, test } from 'vitest'
import { equip, play, verdictOf } from '../../test/equipment.js'
import { startFakePlace } from '../../test/fake-place.js'

let fake: Awaited<ReturnType<typeof startFakePlace>>
let stage: Awaited<ReturnType<typeof equip>>
beforeAll(async () => {
  fake = await startFakePlace()
  stage = await equip({ place: fake.place })
})
afterAll(async () => {
  fake.close()
  await stage.close()
})

test('a script that ends passes', async () => {
  await play(stage.equipment, 'client => client.pause(1)', (outcome) => {
    expect(verdictOf(outcome)).toBe('pass')
  })
})

test.each([
  ['a throw', 'client => {\n null.foo }', /^✖ Cannot read properties of null .* \(script line 2\)$/],
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
    'a throw in a block',
    'client => {\n client.perform(() => { throw new Error("inside") })\n}',
    /inside \(script line 2\)$/,
  ],
  [
    'a throw in a block that is waited for',
    'async client => {\n await client.perform(() => { throw new Error("inside") })\n}',
    /inside \(script line 2\)$/,
  ],
  [
    'a late throw',
    'client => client.perform((done) => {\n setTimeout(() => { throw new Error("late") })\n})',
    /^✖ late \(script line 2\)$/,
  ],
  [
    'a stray rejection',
    'client => {\n Promise.reject(new Error("stray"))\n client.pause(500)\n}',
    /^✖ stray \(script line 2\)$/,
  ],
  [
    'process.exit(0)',
    'client => client.pause(1)\n.perform(() => process.exit(0))',
    /^✖ The script's process ended early, with exit code 0 \(script line 2\)$/,
  ],
  [
    'an assertion in a callback',
    'client => client.perform(() => {\n client.assert.ok(false)\n})',
    /\(script line 2\)$/,
  ],
  [
    'a later link of a chain',
    'client => client.pause(1)\n .pause(1)\n .verify.ok(false)',
    /\(script line 3\)$/,
  ],
  ['no function at all', '42', /^✖ The script is not one function expression/],
])('a script fails with %s', async (_, script, reason) => {
  await play(stage.equipment, script, (outcome) => {
    expect(outcome.seleniumResult).toBe('fail')
    expect(verdictOf(outcome)).toMatch(reason)
  })
})
