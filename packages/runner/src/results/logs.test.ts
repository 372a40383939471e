import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBrowserLog } from './browser-log.js'
import { readLines } from './read-lines.js'
import { readScriptLog } from './script-log.js'

async function* chunksOf(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

test('lines are the same in chunks of any size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 50 }), async (text, size) => {
      const lines = []
      for await (const line of readLines(chunksOf(text, size))) lines.push(line)
      const whole = Buffer.from(text)
        .toString()
        .replace(/^\uFEFF/, '')
        .split('\n')
      if (whole.at(-1) === '') whole.pop()
      expect(lines).toEqual(whole.map((line) => line.replace(/\r$/, '')))
    }),
  )
})

test('a line without an end is cut', async () => {
  const lines = []
  for await (const line of readLines(chunksOf('x'.repeat(200_000), 1_000))) lines.push(line.length)
  expect(lines).toEqual([20_000])
})

const time = '2026-01-31T12:00:00.000Z'
const atMs = Date.parse(time)

test.each([
  ['the local engine', `${time} → click("#a") 3 ms\n${time} ✔ Passed [ok]\n${time} ✖ Error: gone`, 3, atMs],
  [
    'Loadero',
    `\u001B[0;33m[info] \u001B[0m → Completed command: url ('x') (3ms)\n  ✖ Timed out (5000ms)`,
    2,
    undefined,
  ],
  ['Python', 'def test(): pass\nAssertionError: x', 0, undefined],
  ['nothing', '', 0, undefined],
])('commands and the time of a failure in a log of %s', async (_, log, commands, failedMs) => {
  const read = await readScriptLog(chunksOf(log))
  expect(read.commands).toHaveLength(commands)
  expect(read.failedMs).toBe(failedMs)
})

test('marks are sorted, and repeated lines count once', async () => {
  const line = (name: string, second: number) => `[loadero-test] mark ${name} at 2026-01-31T12:00:0${second}Z`
  const log = [line('b', 2), line('a', 1), line('b', 2), line('b', 3), `  [info] ${line('a', 1)}`].join('\n')
  const { marks, measurements } = await readScriptLog(chunksOf(log))
  expect(marks.map(({ name, atMs: moment }) => [name, (moment - atMs) / 1_000])).toEqual([
    ['a', 1],
    ['b', 2],
    ['b', 3],
  ])
  expect(measurements).toEqual([])
})

test('an endless log of marks is limited', async () => {
  const lines = Array.from({ length: 30_000 }, (_, ms) => `[loadero-test] measure a ${ms} ms at ${time}`)
  const { measurements } = await readScriptLog(chunksOf(lines.join('\n'), 100_000))
  expect(measurements).toHaveLength(20_000)
})

test.each([
  [
    `${time} exception TypeError: x (http://a/b.js:3)`,
    [{ atMs, text: 'TypeError: x (http://a/b.js:3)' }],
    [],
  ],
  [
    `${time} error Failed to load resource: 404 (http://a/b)`,
    [],
    [{ atMs, text: 'Failed to load resource: 404 (http://a/b)' }],
  ],
  [
    `[${time}] [SEVERE] http://a/b - Failed to load resource: net::ERR_X`,
    [],
    [{ atMs, text: 'http://a/b - Failed to load resource: net::ERR_X' }],
  ],
  [`SEVERE: http://a/b 3:4 Uncaught TypeError: x`, [{ text: 'http://a/b 3:4 Uncaught TypeError: x' }], []],
  [`${time} log error is only a word`, [], []],
  [`${time} warning Failed to load resource`, [], []],
])('the line %j of a browser', async (line, pageErrors, failedRequests) => {
  expect(await readBrowserLog(chunksOf(line))).toEqual({ pageErrors, failedRequests })
})

test('any text is a log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      expect((await readScriptLog(chunksOf(text))).commands.length).toBeLessThanOrEqual(5)
      expect((await readBrowserLog(chunksOf(text))).pageErrors.length).toBeLessThanOrEqual(5)
    }),
  )
})
