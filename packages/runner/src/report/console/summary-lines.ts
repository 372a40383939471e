import { formatMs } from '../../model/duration.js'
import { isFlaky } from '../../model/result.js'
import type { Diagnostic } from '../../model/diagnostic.js'
import type { TestResult } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import { countsOf } from './counts.js'
import { diagnosticLines } from '../format.js'
import type { Palette } from './palette.js'
import { plainLine } from '../plain-text.js'
import { failureLines, skippedLine } from './result-lines.js'

/** What was found wrong before anything was sent. */
export function lintLines(diagnostics: readonly Diagnostic[], { red, yellow }: Palette): readonly string[] {
  return diagnostics.flatMap((diagnostic) => {
    const [first = '', ...rest] = diagnosticLines(diagnostic)
    return [(diagnostic.severity === 'error' ? red : yellow)(first), ...rest]
  })
}

/** Every test that is worth a look, and what went wrong beside tests. */
export function failuresLines({ tests, errors }: Summary, cwd: string, palette: Palette): readonly string[] {
  const said = new Set(errors.map(({ message }) => message))
  const isTold = ({ reasons }: TestResult) => reasons.every(({ message }) => said.has(message))
  const worth = tests.filter((result) => isFlaky(result) || (result.verdict !== 'passed' && !isTold(result)))
  const skipped = worth.filter(({ verdict }) => verdict === 'skipped')
  return [
    ...worth
      .filter((result) => !skipped.includes(result))
      .flatMap((result) => ['', ...failureLines(result, cwd, palette)]),
    ...(skipped.length > 0 ? [''] : []),
    ...skipped.map((result) => skippedLine(result, palette)),
    ...(errors.length > 0 ? [''] : []),
    ...errors.flatMap(({ message, hint }) => [
      palette.red(plainLine(message)),
      ...(hint === undefined ? [] : [`  ${plainLine(hint)}`]),
    ]),
  ]
}

/** The last words of a session. */
export function totalLines(summary: Summary, palette: Palette): readonly string[] {
  const { tests, durationMs, simulated, sessionId } = summary
  if (tests.length === 0) return []
  const paint = { ...palette.of, flaky: palette.yellow }
  const counts = countsOf(tests).map(({ word, count }) => paint[word](`${count} ${word}`))
  const sum = (key: 'total' | 'passed') =>
    tests.reduce((total, { participantCounts: participants }) => total + participants[key], 0)
  return [
    `Tests         ${counts.join(', ')} of ${tests.length}`,
    `Participants  ${sum('passed')} passed of ${sum('total')}${simulated ? ' (simulated)' : ''}`,
    ...unitsLine(tests),
    `Duration      ${formatMs(durationMs)}`,
    `Session       ${plainLine(sessionId)}`,
  ]
}

function unitsLine(tests: readonly TestResult[]): readonly string[] {
  const known = tests.flatMap(({ computeUnits }) => computeUnits ?? [])
  if (known.length === 0) return []
  const billed = known.flatMap(({ actual }) => actual ?? [])
  const sum = (units: readonly number[]) => Number(units.reduce((total, one) => total + one, 0).toFixed(2))
  const estimate = `estimated ${sum(known.map(({ estimated }) => estimated))}`
  return [`Compute units ${billed.length > 0 ? `${sum(billed)} (${estimate})` : estimate}`]
}
