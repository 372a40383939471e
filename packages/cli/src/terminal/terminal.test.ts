import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { processTerminal, type TerminalProcess } from './terminal.js'

function stream(facts: { isTTY?: boolean; columns?: number; rows?: number } = {}) {
  const written: string[] = []
  const write = (text: string) => written.push(text) > 0
  return Object.assign(new EventEmitter(), { isTTY: false, columns: 0, rows: 0, ...facts, write, written })
}

function place(env: Record<string, string> = {}, isTTY = true) {
  const stdout = stream({ isTTY, columns: 100, rows: 30 })
  const stderr = stream({ isTTY })
  const process = Object.assign(new EventEmitter(), { stdout, stderr, env })
  return { stdout, stderr, process, terminal: processTerminal(process as unknown as TerminalProcess) }
}

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { CI: 'true' }, false],
  [true, { TERM: 'dumb' }, false],
  [false, { CI: 'true', LOADERO_TERMINAL: '80x24' }, true],
])('a stream that is a terminal: %j with %j can be drawn on: %j', (isTTY, env, expected) => {
  expect(place(env, isTTY).terminal.canRedraw).toBe(expected)
})

test('its size is that of the stream, or what is asked for', () => {
  expect(place().terminal.size()).toEqual({ columns: 100, rows: 30 })
  expect(place({ LOADERO_TERMINAL: '80x24' }).terminal.size()).toEqual({ columns: 80, rows: 24 })
  const { terminal, stdout } = place()
  Object.assign(stdout, { columns: 0, rows: 0 })
  expect(terminal.size()).toEqual({ columns: 80, rows: 24 })
})

test('what others write is handed over while it is captured, and its own words never', () => {
  const { stdout, stderr, terminal } = place()
  const heard: string[] = []
  const release = terminal.capture((text) => void heard.push(text))
  stdout.write('from a spec\n')
  stderr.write('a warning\n')
  terminal.write('frame')
  release()
  stdout.write('later')
  expect(heard).toEqual(['from a spec\n', 'a warning\n'])
  expect(stdout.written).toEqual(['frame', 'later'])
  expect(stderr.written).toEqual([])
})

test('errors that go to a file are left alone', () => {
  const { stderr, terminal } = place()
  stderr.isTTY = false
  const release = terminal.capture(() => undefined)
  stderr.write('a warning\n')
  release()
  expect(stderr.written).toEqual(['a warning\n'])
})

test.each([
  ['closed', ({ terminal }: ReturnType<typeof place>) => terminal.close()],
  ['left by the process', ({ process }: ReturnType<typeof place>) => void process.emit('exit')],
])('whoever listens is told once when it is %s', (_, leave) => {
  const here = place()
  let told = 0
  here.terminal.onClose(() => void told++)
  here.terminal.onClose(() => void told++)()
  leave(here)
  leave(here)
  expect(told).toBe(1)
  expect(here.process.listenerCount('exit')).toBe(0)
})
