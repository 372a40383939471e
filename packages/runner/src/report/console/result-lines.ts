import { relative } from 'node:path'
import { plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import { isFlaky, receiptText } from '../../model/result.js'
import type { Check, TestResult } from '../../model/result.js'
import { headline, place, reasonLines } from '../format.js'
import { failureDetailLines } from './failure-details.js'
import { withUnit } from '../../model/metric-unit.js'
import { type Palette, symbols } from './palette.js'
import { plainLine } from '../plain-text.js'

/** `✓ call  8/8 participants  4 min 3 s` */
export function resultLine(result: TestResult, { of, dim, yellow }: Palette): string {
  const { test, verdict, participantCounts, durationMs, previousAttempts, computeUnits, receipt } = result
  const details = [
    ...(participantCounts.total === 0
      ? []
      : [`${participantCounts.passed}/${plural(participantCounts.total, 'participant')}`]),
    formatMs(durationMs),
    ...(computeUnits?.actual === undefined ? [] : [`${computeUnits.actual} CU`]),
    ...(receipt ? [plainLine(receiptText(receipt))] : []),
  ]
  const flaky = isFlaky(result) ? yellow(`  flaky: attempt ${previousAttempts.length + 1}`) : ''
  return `${of[verdict](symbols[verdict])} ${plainLine(test.id)}${dim(`  ${details.join('  ')}`)}${flaky}`
}

/** `  ✗ webrtc/audio/rtt/avg < 200 ms  7/8  412 ms` */
export function checkLine(check: Check, { of, dim }: Palette): string {
  const { name, title = name, outcome, participants, actual, gate } = check
  const details = [
    ...(participants.total === 0 ? [] : [`${participants.passed}/${participants.total}`]),
    ...(actual === undefined ? [] : [plainLine(withUnit(actual, gate?.path))]),
  ].map((detail) => `  ${detail}`)
  return `    ${of[outcome](symbols[outcome])} ${plainLine(title)}${dim(details.join(''))}`
}

export function skippedLine(result: TestResult, { of, bold, dim }: Palette): string {
  const { test, verdict, reasons } = result
  const messages = reasons.map(({ message }) => plainLine(message)).join('; ')
  return `${of[verdict](bold('SKIPPED'))} ${plainLine(test.id)} ${dim(`${place(test.location)}  ${messages}`)}`
}

const maxFiles = 3

/** The path relative to `cwd`, unless the file is outside it. */
function shownPath(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return path.startsWith('..') ? file : path
}

/** The reasons of a test that did not pass, or that passed after another attempt. */
export function failureLines(result: TestResult, cwd: string, palette: Palette): readonly string[] {
  const { test, verdict, reasons, participantCounts, previousAttempts } = result
  const { of, bold, dim, yellow } = palette
  const label = isFlaky(result) ? yellow(bold('FLAKY')) : of[verdict](bold(verdict.toUpperCase()))
  return [
    `${label} ${plainLine(test.id)} ${dim(place(test.location))}`,
    ...reasons.flatMap((reason) => [
      ...reasonLines(reason, participantCounts.total).map((line) => `  ${line}`),
      ...reason.evidence.slice(0, maxFiles).map((file) => dim(`    ${plainLine(shownPath(file, cwd))}`)),
      ...(reason.evidence.length > maxFiles
        ? [dim(`    and ${plural(reason.evidence.length - maxFiles, 'more file')}`)]
        : []),
    ]),
    ...failureDetailLines(result).map((line) => dim(`    ${line}`)),
    ...previousAttempts.map((attempt, index) =>
      dim(`  attempt ${index + 1} ${attempt.verdict}: ${headline(attempt)}`),
    ),
  ]
}
