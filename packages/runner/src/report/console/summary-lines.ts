import { formatMs } from '../../model/duration.js'
import { isFlaky } from '../../model/result.js'
import { reasonText } from '../../model/result.js'
import type { Diagnostic } from '../../model/diagnostic.js'
import type { TestResult } from '../../model/result.js'
import { hintFor, sessionErrors, type Summary } from '../../model/session.js'
import { countsOf } from './counts.js'
import { diagnosticLines } from '../format.js'
import type { Palette } from './palette.js'
import { plainLine } from '../plain-text.js'
import { failureLines, type FailureLinesOptions, sameFailureLines, skippedLine } from './result-lines.js'

/** The diagnostics of specs, as found before anything is sent to the service. */
export function lintLines(diagnostics: readonly Diagnostic[], { red, yellow }: Palette): readonly string[] {
  return diagnostics.flatMap((diagnostic) => {
    const [first = '', ...rest] = diagnosticLines(diagnostic)
    return [(diagnostic.severity === 'error' ? red : yellow)(first), ...rest]
  })
}

/** The tests that did not pass or are flaky, then warnings, then the session's own errors. */
export function failuresLines(summary: Summary, options: FailureLinesOptions): readonly string[] {
  const { tests } = summary
  const { palette } = options
  const errors = sessionErrors(summary)
  const hintLines = ({ test }: TestResult) => {
    const hint = hintFor(summary, test)
    return hint === undefined ? [] : [`    ${plainLine(hint)}`]
  }
  const errorMessages = new Set(errors.map(({ message }) => message))
  // A test that only repeats an error of the session is not listed.
  const isRepeated = ({ reasons }: TestResult) => reasons.every(({ message }) => errorMessages.has(message))
  const listed = tests.filter(
    (result) => isFlaky(result) || (result.verdict !== 'passed' && !isRepeated(result)),
  )
  // The command names failed reporters itself, because some fail after this.
  const shown = errors.filter(({ kind }) => kind !== 'reporter')
  const skipped = listed.filter(({ verdict }) => verdict === 'skipped')
  const failures = listed.filter(({ verdict }) => verdict !== 'skipped')
  const warnings = tests.flatMap(({ test, warnings: texts = [] }) =>
    texts.map((text) => `${palette.yellow('WARNING')} ${plainLine(test.id)}: ${plainLine(text)}`),
  )
  // One cause that fails many tests is printed once. The reasons of flaky tests are those of earlier attempts.
  const groups = new Map<unknown, TestResult[]>()
  for (const result of failures) {
    const reasons = result.reasons.map((reason) => [reasonText(reason), reason.details])
    const key = isFlaky(result) || reasons.length === 0 ? result : JSON.stringify([result.verdict, reasons])
    groups.set(key, [...(groups.get(key) ?? []), result])
  }
  return [
    ...[...groups.values()].flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : ['', ...failureLines(first, options), ...hintLines(first), ...sameFailureLines(others, options)],
    ),
    ...(warnings.length > 0 ? ['', ...warnings] : []),
    ...(skipped.length > 0 ? [''] : []),
    ...skipped.map((result) => skippedLine(result, palette)),
    ...(shown.length > 0 ? [''] : []),
    ...shown.flatMap(({ message, hint }) => [
      palette.red(plainLine(message)),
      ...(hint === undefined ? [] : [`  ${plainLine(hint)}`]),
    ]),
  ]
}

/** The totals of a session. Empty without tests. */
export function totalLines(summary: Summary, palette: Palette): readonly string[] {
  const { tests, durationMs, simulated, sessionId } = summary
  if (tests.length === 0) return []
  const paint = { ...palette.of, flaky: palette.yellow }
  const counts = countsOf(tests).map(({ verdict, count }) => paint[verdict](`${count} ${verdict}`))
  const sum = (key: 'total' | 'passed') =>
    tests.reduce((total, { participantCounts }) => total + participantCounts[key], 0)
  const known = tests.flatMap(({ computeUnits }) => computeUnits ?? [])
  const billed = known.flatMap(({ actual }) => actual ?? [])
  const unitsOf = (units: readonly number[]) =>
    Number(units.reduce((total, one) => total + one, 0).toFixed(2))
  const estimate = `estimated ${unitsOf(known.map(({ estimated }) => estimated))}`
  const units = billed.length > 0 ? `${unitsOf(billed)} (${estimate})` : estimate
  return [
    `Tests         ${counts.join(', ')} of ${tests.length}`,
    `Participants  ${sum('passed')} passed of ${sum('total')}${simulated ? ' (simulated)' : ''}`,
    ...(known.length === 0 ? [] : [`Compute units ${units}`]),
    `Duration      ${formatMs(durationMs)}`,
    `Session       ${plainLine(sessionId)}`,
  ]
}
