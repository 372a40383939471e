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

test('lines scroll by above it, each once, and what others write as well', async () => {
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

test('it is drawn at most every 100 ms, and every second anyway, all at once', async () => {
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

test('nothing of it is left when it shrinks, when the terminal does, and when it goes', async () => {
  let lines = ['a line of thirty columns or so', 'another', 'a third']
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
  ['it is closed', ({ window }: ReturnType<typeof open>) => window.close()],
  ['the process ends without closing it', ({ screen }: ReturnType<typeof open>) => screen.leave()],
])('the cursor comes back and nothing listens any more when %s', async (_, leave) => {
  const place = open()
  expect(place.screen.written()).toContain('\u001b[?25l')
  leave(place)
  const written = place.screen.written()
  expect(written.lastIndexOf('\u001b[?25h')).toBeGreaterThan(written.lastIndexOf('\u001b[?25l'))
  expect(place.screen.listening()).toBe(0)
  place.window.print('too late')
  await place.pass(3_000)
  expect(place.screen.written()).toBe(written)
})
