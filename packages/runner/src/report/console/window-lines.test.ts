import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import type { Progress } from '../../model/model.js'
import { aParticipant, aRun, aTest, aTestResult } from '../../../test/examples.js'
import type { SessionProgress } from './session-progress.js'
import { paletteOf } from './palette.js'
import { windowLines } from './window-lines.js'

function flying(id: string, progress?: Partial<Progress>) {
  return {
    test: aTest(id, { participants: [aParticipant('buyer', 12)] }),
    sinceMs: 60_000,
    ...(progress && { progress: { phase: 'live' as const, attempt: 1, ...progress } }),
  }
}

const board: SessionProgress = {
  sinceMs: 0,
  total: 9,
  ended: [aTestResult(), aTestResult({ verdict: 'failed' })],
  inFlight: [
    flying('shop > buys', {
      run: aRun({ status: 'running', participant_count: 12, total_cu_count: 24 }),
      expectedEndMs: 900_000,
    }),
    flying('会議室 🦉 > a room whose name nobody can remember', { phase: 'collecting', attempt: 2 }),
    flying('shop > begins'),
  ],
}

function draw(columns: number, rows = 24, given = board) {
  return windowLines(given, { columns, rows, nowMs: 244_000, palette: paletteOf(false) }).join('\n')
}

test('each test in flight has a line with its phase, participants, time and expected end', () => {
  expect(draw(110)).toMatchInlineSnapshot(`
    "
    ● shop > buys                                       running             12 participants  24 CU  3:04  / 14:00
    ● 会議室 🦉 > a room whose name nobody can rememb…  collecting (2)      12 participants         3:04
    ● shop > begins                                     starting            12 participants         3:04
    4:04  1 failed, 1 passed, 3 in flight, 4 waiting of 9 tests"
  `)
})

test('a narrow terminal does without the less important, and a low one without tests', () => {
  expect(draw(60)).toMatchInlineSnapshot(`
    "
    ● shop > buys                      running             3:04
    ● 会議室 🦉 > a room whose name …  collecting (2)      3:04
    ● shop > begins                    starting            3:04
    4:04  1 failed, 1 passed, 3 in flight, 4 waiting of 9 tests"
  `)
  expect(draw(30)).toMatchInlineSnapshot(`
    "
    ● shop > buys                
    ● 会議室 🦉 > a room whose n…
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

test('it is never taller or wider than the terminal, whatever flies', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  const size = fc.record({ columns: fc.nat(120), rows: fc.nat(40) })
  fc.assert(
    fc.property(fc.array(name, { maxLength: 60 }), size, (names, { columns, rows }) => {
      const inFlight = names.map((one) => flying(one, { run: aRun({ status: 'running' }) }))
      const lines = draw(columns, rows, { ...board, total: 100, inFlight }).split('\n')
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1))
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(
        Math.max(0, columns - 1),
      )
    }),
  )
})
