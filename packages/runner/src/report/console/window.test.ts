import { expect, onTestFinished, test } from 'vitest'
import { createScreen, steppedClock } from '../../../test/screen.js'
import { openProgressWindow } from './window.js'

function open(columns = 30, rows = 8, lines: () => readonly string[] = () => ['one', 'two']) {
  const screen = createScreen({ columns, rows })
  const { clock, pass } = steppedClock()
  const window = openProgressWindow({ terminal: screen.terminal, timer: clock, render: lines })
  onTestFinished(window.close)
  return { screen, pass, window }
}

test('printed and captured lines scroll by above the window', async () => {
  const { screen, pass, window } = open()
  window.print('first')
  screen.log('from a spec\nunfinished')
  await pass(200)
  window.print('second')
  await pass(200)
  expect(await screen.shown()).toBe('first\nfrom a spec\nsecond\none\ntwo')
  for (let n = 0; n < 9; n++) window.print(`line ${n}`)
  await pass(200)
  expect(await screen.shown()).toBe('line 4\nline 5\nline 6\nline 7\nline 8\none\ntwo')
  window.close()
  expect(await screen.scrolled()).toBe(
    [
      'first',
      'from a spec',
      'second',
      ...Array.from({ length: 9 }, (_, n) => `line ${n}`),
      'unfinished',
    ].join('\n'),
  )
})

test('redraws every 100 ms to one second, synchronised', async () => {
  let frames = 0
  const { screen, pass, window } = open(30, 8, () => [`frame ${++frames}`])
  for (let n = 0; n < 50; n++) window.update()
  await pass(90, 10)
  expect(frames).toBe(1)
  await pass(20, 10)
  expect(frames).toBe(2)
  await pass(5_000)
  expect(frames).toBe(7)
  const updates = screen.written().split('\u001b[?2026h')
  expect(updates).toHaveLength(8)
  expect(updates.slice(1).every((update) => update.endsWith('\u001b[?2026l'))).toBe(true)
})

test('no old line stays after shrinking, resizing and closing', async () => {
  let lines = ['a line of about thirty columns', 'another', 'a third']
  const { screen, pass, window } = open(31, 8, () => lines)
  window.print('stays')
  await pass(200)
  lines = ['short']
  await screen.resize({ columns: 12, rows: 8 })
  await pass(200)
  expect(await screen.shown()).toBe('stays\nshort')
  window.close()
  expect(await screen.scrolled()).toBe('stays')
})

test.each([
  ['the window closes', ({ window }: ReturnType<typeof open>) => window.close()],
  ['the process exits without closing the window', ({ screen }: ReturnType<typeof open>) => screen.leave()],
])('restores the cursor and releases all listeners when %s', async (_, leave) => {
  const opened = open()
  expect(opened.screen.written()).toContain('\u001b[?25l')
  leave(opened)
  const written = opened.screen.written()
  expect(written.lastIndexOf('\u001b[?25h')).toBeGreaterThan(written.lastIndexOf('\u001b[?25l'))
  expect(opened.screen.listening()).toBe(0)
  opened.window.print('too late')
  await opened.pass(3_000)
  expect(opened.screen.written()).toBe(written)
})
