import { expect, test } from 'vitest'
import { aResult, aRun, reconciled } from '../../test/examples.js'
import { judge } from './judge.js'

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 26, 4, 0, seconds)).toISOString()
}

/** A run whose participants started this many seconds after it. */
function judgeStarts(starts: readonly number[], startInterval = 30, strictLoad = false) {
  const times = { execution_started: at(0), start_interval: startInterval }
  const run = aRun({ participant_count: starts.length, ...times })
  const collected = starts.map((start, num) => aResult(num, { start: at(start) }))
  const statistics = { asserts: [] } as never
  return judge(
    { asserts: [], expects: [] },
    { run, collected, reconciliation: reconciled(), statistics, strictLoad },
  )
}

test('participants that started late are a warning', () => {
  const { verdict, reasons, warnings } = judgeStarts([0, 10, 66, 172])
  expect([verdict, reasons]).toEqual(['passed', []])
  expect(warnings).toMatchInlineSnapshot(`
    [
      "2 of 4 participants started 36.0 s to 2 min 22 s after the start interval of 30.0 s, so the load was less than the test asks for. Use fewer participants, or run the test where there is capacity for all of them.",
    ]
  `)
})

test('late participants make the test errored with strict load', () => {
  const { verdict, reasons, warnings } = judgeStarts([0, 10, 66, 172], 30, true)
  expect([verdict, warnings]).toEqual(['errored', undefined])
  expect(reasons.map(({ kind, message }) => [kind, message.slice(0, 46)])).toEqual([
    ['results', '2 of 4 participants started 36.0 s to 2 min 22'],
  ])
})

test.each([
  ['all within the start interval', [0, 15, 30], 30],
  ['one five seconds late', [0, 35], 30],
  ['one a tenth of a long interval late', [0, 659], 600],
])('nothing is said with %s', (_, starts, interval) => {
  expect(judgeStarts(starts, interval, true)).toMatchObject({ verdict: 'passed', reasons: [] })
  expect(judgeStarts(starts, interval).warnings).toBeUndefined()
})

test('a run without times is not late', () => {
  const unset = '0001-01-01T00:00:00Z'
  const run = aRun({ execution_started: unset, start_interval: 1 })
  const collected = [aResult(0, { start: at(99) })]
  const statistics = { asserts: [] } as never
  expect(
    judge({ asserts: [], expects: [] }, { run, collected, reconciliation: reconciled(), statistics })
      .warnings,
  ).toBeUndefined()
})
