import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { checkAuthorOptions, createHeldParticipants } from './author.js'

function fakeInput(isTTY: boolean) {
  const keys = new EventEmitter()
  const pause = vi.fn<() => void>()
  const methods = { resume: () => undefined, setEncoding: () => undefined }
  const input = Object.assign(keys, { isTTY, pause, ...methods }) as never
  return { input, press: (text: string) => keys.emit('data', text), pause }
}

const settings = {
  headed: false,
  devtools: false,
  slowMoMs: undefined,
  keepOpen: false,
  grid: undefined,
  inCi: false,
  target: { kind: 'local' },
} as const
const service = { kind: 'service', projectId: 1, accessToken: 'x', apiBase: 'http://x/' } as const
const grid = new URL('http://grid:4444')

test.each([
  ['in CI', { headed: true, slowMoMs: 5, inCi: true }, '--headed needs a person, and CI is set'],
  ['slow in CI', { slowMoMs: 5, inCi: true }, '--slow-mo needs a person, and CI is set'],
  ['at Loadero', { headed: true, target: service }, '--headed is an option of local runs'],
  ['at Loadero', { slowMoMs: 5, target: service }, '--slow-mo is an option of local runs'],
  [
    'simulated',
    { headed: true, target: { kind: 'simulated', scenario: 's' } as const },
    '--headed needs a browser',
  ],
  ['on a grid', { headed: true, grid }, '--headed needs browsers of this machine'],
  ['without a window', { devtools: true }, '--devtools needs the windows of --headed'],
  ['without a window', { keepOpen: true }, '--keep-open needs the windows of --headed'],
  ['without a terminal', { headed: true, keepOpen: true }, '--keep-open waits for Enter'],
])('an option for authors is refused %s', (_, change, message) => {
  expect(() => checkAuthorOptions({ ...settings, ...change }, fakeInput(false))).toThrow(message)
})

test.each([
  ['nothing', {}],
  ['nothing in CI', { inCi: true }],
  ['nothing at Loadero', { target: service }],
  ['all of them', { headed: true, devtools: true, slowMoMs: 500, keepOpen: true }],
  ['a delay on a grid', { slowMoMs: 500, grid }],
])('a run may have %s', (_, change) => {
  expect(() => checkAuthorOptions({ ...settings, ...change }, fakeInput(true))).not.toThrow()
})

function prepare(isWatched = false) {
  const output: string[] = []
  const keyboard = fakeInput(true)
  const held = createHeldParticipants(keyboard, (text) => void output.push(text), isWatched)
  const order: string[] = []
  const add = (name: string, signal = new AbortController().signal) =>
    held.hold?.({ name, reason: 'debug()', devtoolsUrl: undefined, signal }).then(() => void order.push(name))
  return { held, add, order, output, keyboard }
}

test('Enter lets the participant go on that waits longest', async () => {
  const { held, add, order, output, keyboard } = prepare()
  const [first, second] = [add('alice'), add('bob')]
  expect(held.isHolding()).toBe(true)
  keyboard.press('x')
  expect(order).toEqual([])
  keyboard.press('\n')
  await first
  expect(order).toEqual(['alice'])
  expect(keyboard.pause).not.toHaveBeenCalled()
  keyboard.press('\r')
  await second
  expect(held.isHolding()).toBe(false)
  expect(keyboard.pause).toHaveBeenCalledOnce()
  expect(output.join('')).toMatchInlineSnapshot(`
    "
    alice waits: debug()
    Press Enter to let alice go on.

    bob waits: debug()
    Press Enter to let bob go on.
    "
  `)
})

test('a participant that has ended waits no longer', async () => {
  const { held, add, order, keyboard } = prepare()
  const stop = new AbortController()
  const [first, second] = [add('alice', stop.signal), add('bob')]
  stop.abort()
  await first
  await add('carol', stop.signal)
  keyboard.press('\n')
  await second
  expect(order).toEqual(['alice', 'carol', 'bob'])
  expect(held.isHolding()).toBe(false)
})

test('the keys of watch mode stay open', async () => {
  const { add, keyboard } = prepare(true)
  const first = add('alice')
  keyboard.press('\r')
  await first
  expect(keyboard.pause).not.toHaveBeenCalled()
})

test('nothing is held without a terminal', () => {
  expect(createHeldParticipants(fakeInput(false), () => {}, false).hold).toBeUndefined()
})
