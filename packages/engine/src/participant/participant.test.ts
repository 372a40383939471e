import { existsSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHooks, createTestContext, runScript, verdictOf } from '../../test/engine-context.js'
import { startFakePlace } from '../../test/fake-place.js'
import { thisMachine } from '../metrics/machine.js'
import type { HeldParticipant } from './author-tools.js'
import type { BrowserPlace } from './place.js'

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
  ['values that are compared', 'client.expect([1, 2]).to.include(2)'],
  ['a plugin', 'client.axeInject()'],
])('passes a script with %s', async (_, command) => {
  await runScript(engine.context, `client => ${command}`, (output) => {
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
  [
    'a value that differs',
    'client => {\n client.expect([1, 2]).to.include(3)\n}',
    /^✖ expected \[ 1, 2 \] to include 3/,
  ],
  ['no function', '42', /^✖ The script is not one function expression/],
])('fails a script with %s', async (_, script, reason) => {
  await runScript(engine.context, script, (output) => {
    expect(output.seleniumResult).toBe('fail')
    expect(verdictOf(output)).toMatch(reason)
  })
})

test('runs a script in a folder that is removed', async () => {
  const script = `client => client.perform(() => {
    require('node:fs').writeFileSync('own.txt', '')
    console.log('FOLDER', process.cwd())
  })`
  const folder = await runScript(engine.context, script, (output) => {
    expect(verdictOf(output)).toBe('pass')
    return /^FOLDER (.*)$/m.exec(output.logs.selenium ?? '')?.[1] ?? ''
  })
  expect(path.dirname(folder)).toBe(realpathSync(engine.context.workRoot))
  expect(existsSync(folder)).toBe(false)
})

test('a command may take longer than all time limits of Nightwatch', async () => {
  // The script runs in Nightwatch's own process, so it can make the limits of its requests a thousandth.
  const script = `async client => {
    const { prototype } = require('node:http').ClientRequest
    const { setTimeout } = prototype
    const limits = new Set()
    prototype.setTimeout = function (ms, ...rest) {
      limits.add(ms)
      return setTimeout.call(this, ms / 1000, ...rest)
    }
    await client.executeAsync('slow')
    client.assert.equal(limits.size, 1)
  }`
  await runScript(engine.context, script, (output) => {
    expect(verdictOf(output)).toBe('pass')
    expect(output.logs.selenium).not.toContain('failed without failing')
  })
})

test.each([
  ['CPU and memory: the browser did not answer in time', () => Promise.reject(new Error('gone'))],
  ['memory: the memory of the browser could not be read', () => Promise.resolve({ processInfo: [] })],
])('says why there are no metrics of %s', async (reason, answer) => {
  const machine = { ...thisMachine, usedMemoryBytes: () => Promise.resolve(undefined) }
  const place: BrowserPlace = {
    ...fake.place,
    machine,
    async open(request) {
      const browser = await fake.place.open(request)
      const send: typeof browser.cdp.send = (method) =>
        method === 'SystemInfo.getProcessInfo' ? (answer() as Promise<never>) : browser.cdp.send(method)
      return { ...browser, cdp: { ...browser.cdp, send } }
    },
  }
  const context = { ...engine.context, place }
  await runScript(context, 'client => client.pause(1)', (output) => {
    expect(output.logs.selenium).toContain(`[engine] there are no metrics of ${reason}`)
  })
})

test.each([
  ['after the others', 0, ['0 opens', '0 ends', '1 opens', '1 starts', '1 ends']],
  ['while others run', 1, ['0 opens', '1 opens', '0 ends', '1 starts', '1 ends']],
])('opens the browser of a participant that waits %s', async (_, ahead, order) => {
  const events: string[] = []
  const openedFile = path.join(engine.context.workRoot, `opened-${ahead}`)
  const place: BrowserPlace = {
    ...fake.place,
    open(request) {
      events.push(`${request.job.globalNum} opens`)
      if (events.includes('1 opens')) writeFileSync(openedFile, '')
      return fake.place.open(request)
    },
  }
  const limited = await createTestContext({ capacity: 1, ahead, place })
  const waitForOther = `client => client.perform((done) => {
    const timer = setInterval(() => {
      if (${ahead === 0} || require('node:fs').existsSync('${openedFile}')) done(clearInterval(timer))
    }, 5)
  })`
  const outputs = await Promise.all(
    [waitForOther, 'client => client.pause(1)'].map((script, globalNum) =>
      runScript(limited.context, script, (output) => output, {
        globalNum,
        hooks: {
          ...createHooks(),
          onQueued: () => {},
          onReady: () => Promise.resolve(void (globalNum === 1 && events.push('1 starts'))),
          onEnded: () => void events.push(`${globalNum} ends`),
        },
      }),
    ),
  )
  await limited.close()
  expect(events).toEqual(order)
  const [first, second] = outputs.map(({ logs }) => logs.selenium)
  expect(second).toMatch(/^\[engine\] waited \d+ s for a free slot: 1 participant at a time in a test$/m)
  expect(first).not.toContain('free slot')
})

test('holds a participant at debug() and keeps a failed one open', async () => {
  const held: string[] = []
  let resumed = 0
  const hold = ({ name, reason }: HeldParticipant) => Promise.resolve(void held.push(`${name}: ${reason}`))
  const context = { ...engine.context, author: { keepOpen: true, hold } }
  const hooks = { ...createHooks(), onHeld: () => () => void resumed++ }
  const script = "client => {\n  client.debug()\n  client.perform(() => { throw new Error('no') })\n}"
  await runScript(context, script, (output) => expect(verdictOf(output)).toContain('no'), { hooks })
  expect(held).toEqual([
    'bob of group callers: debug() (script line 2)',
    'bob of group callers: Error while running "perform" command: no (script line 3)',
  ])
  expect(resumed).toBe(2)
})

test('delays each command of the script, not those of Nightwatch', async () => {
  const context = { ...engine.context, author: { slowMoMs: 300 } }
  await runScript(context, 'client => client.pause(1).pause(1).pause(1)', (output) => {
    expect(verdictOf(output)).toBe('pass')
    const times = Array.from(String(output.logs.selenium).matchAll(/^(\S+Z) → pause/gm), ([, time = '']) =>
      Date.parse(time),
    )
    expect(times).toHaveLength(3)
    expect(Number(times[2]) - Number(times[0])).toBeGreaterThan(500)
  })
})
