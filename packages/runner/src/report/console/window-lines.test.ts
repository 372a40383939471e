import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import type { Progress } from '../../model/session.js'
import { aParticipant, aRun, aTest, aTestResult } from '../../../test/examples.js'
import type { SessionProgress } from './session-progress.js'
import { paletteOf } from './palette.js'
import { windowLines } from './window-lines.js'

function inFlight(id: string, progress?: Partial<Progress>) {
  return {
    test: aTest(id, { participants: [aParticipant('buyer', 12)] }),
    sinceMs: 60_000,
    ...(progress && { progress: { phase: 'live' as const, attempt: 1, ...progress } }),
  }
}

const sessionProgress: SessionProgress = {
  sinceMs: 0,
  total: 9,
  ended: [aTestResult(), aTestResult({ verdict: 'failed' })],
  inFlight: [
    inFlight('shop > buys', {
      run: aRun({ status: 'running', participant_count: 12, total_cu_count: 24 }),
      expectedEndMs: 900_000,
    }),
    inFlight('会議室 🦉 > a room with a very long name to shorten', { phase: 'collecting', attempt: 2 }),
    inFlight('shop > begins'),
  ],
}

function draw(columns: number, rows = 24, progress = sessionProgress) {
  return windowLines(progress, { columns, rows, nowMs: 244_000, palette: paletteOf(false) }).join('\n')
}

test('shows phase, participants, time and end of each test', () => {
  expect(draw(110)).toMatchInlineSnapshot(`
    "
    ● shop > buys                                       running             12 participants  24 CU  3:04  / 14:00
    ● 会議室 🦉 > a room with a very long name to sho…  collecting (2)      12 participants         3:04
    ● shop > begins                                     starting            12 participants         3:04
    4:04  1 failed, 1 passed, 3 in flight, 4 waiting of 9 tests"
  `)
})

test('drops columns when narrow and tests when low', () => {
  expect(draw(60)).toMatchInlineSnapshot(`
    "
    ● shop > buys                      running             3:04
    ● 会議室 🦉 > a room with a very…  collecting (2)      3:04
    ● shop > begins                    starting            3:04
    4:04  1 failed, 1 passed, 3 in flight, 4 waiting of 9 tests"
  `)
  expect(draw(30)).toMatchInlineSnapshot(`
    "
    ● shop > buys                
    ● 会議室 🦉 > a room with a …
    ● shop > begins              
    4:04  1 failed, 1 passed, 3 …"
  `)
  expect(draw(60, 5)).toMatchInlineSnapshot(`
    "
    ● shop > buys  running             3:04  / 14:00
      … and 2 more
    4:04  1 failed, 1 passed, 3 in flight, 4 waiting of 9 tests"
  `)
  expect(draw(60, 2)).toMatchInlineSnapshot(`"4:04  1 failed, 1 passed, 3 in flight, 4 waiting of 9 tests"`)
  expect(draw(60, 1)).toBe('')
})

test('never exceeds the size of the terminal', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  const size = fc.record({ columns: fc.nat(120), rows: fc.nat(40) })
  fc.assert(
    fc.property(fc.array(name, { maxLength: 60 }), size, (names, { columns, rows }) => {
      const tests = names.map((one) => inFlight(one, { run: aRun({ status: 'running' }) }))
      const lines = draw(columns, rows, { ...sessionProgress, total: 100, inFlight: tests }).split('\n')
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1))
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(
        Math.max(0, columns - 1),
      )
    }),
  )
})
