import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { processTerminal, type TerminalProcess } from './terminal.js'

function createStream(options: { isTTY?: boolean; columns?: number; rows?: number } = {}) {
  const written: string[] = []
  const write = (text: string) => written.push(text) > 0
  return Object.assign(new EventEmitter(), { isTTY: false, columns: 0, rows: 0, ...options, write, written })
}

function openTerminal(env: Record<string, string> = {}, isTTY = true) {
  const stdout = createStream({ isTTY, columns: 100, rows: 30 })
  const stderr = createStream({ isTTY })
  const process = Object.assign(new EventEmitter(), { stdout, stderr, env })
  return { stdout, stderr, process, terminal: processTerminal(process as unknown as TerminalProcess) }
}

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { CI: 'true' }, false],
  [true, { CI: 'false' }, true],
  [true, { CI: '0' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { CI: 'true', LOADERO_TERMINAL: '80x24' }, true],
])('isTTY %j with variables %j: can redraw is %j', (isTTY, env, expected) => {
  expect(openTerminal(env, isTTY).terminal.canRedraw).toBe(expected)
})

test('the size is that of the stream or variable', () => {
  expect(openTerminal().terminal.size()).toEqual({ columns: 100, rows: 30 })
  expect(openTerminal({ LOADERO_TERMINAL: '80x24' }).terminal.size()).toEqual({ columns: 80, rows: 24 })
  const { terminal, stdout } = openTerminal()
  Object.assign(stdout, { columns: 0, rows: 0 })
  expect(terminal.size()).toEqual({ columns: 80, rows: 24 })
})

test('output of others is captured, its own is not', () => {
  const { stdout, stderr, terminal } = openTerminal()
  const captured: string[] = []
  const release = terminal.capture((text) => void captured.push(text))
  stdout.write('from a spec\n')
  stderr.write('a warning\n')
  terminal.write('frame')
  release()
  stdout.write('later')
  expect(captured).toEqual(['from a spec\n', 'a warning\n'])
  expect(stdout.written).toEqual(['frame', 'later'])
  expect(stderr.written).toEqual([])
})

test('errors that go to a file are not captured', () => {
  const { stderr, terminal } = openTerminal()
  stderr.isTTY = false
  const release = terminal.capture(() => undefined)
  stderr.write('a warning\n')
  release()
  expect(stderr.written).toEqual(['a warning\n'])
})

test.each([
  ['closed', ({ terminal }: ReturnType<typeof openTerminal>) => terminal.close()],
  ['released at process exit', ({ process }: ReturnType<typeof openTerminal>) => void process.emit('exit')],
])('close listeners are called once when it is %s', (_, close) => {
  const opened = openTerminal()
  let calls = 0
  opened.terminal.onClose(() => void calls++)
  opened.terminal.onClose(() => void calls++)()
  close(opened)
  close(opened)
  expect(calls).toBe(1)
  expect(opened.process.listenerCount('exit')).toBe(0)
})
