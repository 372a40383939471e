import { relative } from 'node:path'
import { formatMs } from '../../model/duration.js'
import { isFlaky } from '../../model/flaky.js'
import type { Check, TestResult } from '../../model/result.js'
import { headline, place, plural, reasonLines } from '../format.js'
import { marks, type Palette } from './palette.js'
import { plainLine } from '../plain-text.js'

/** `✓ call  8/8 participants  4 min 3 s` */
export function resultLine(result: TestResult, { of, dim, yellow }: Palette): string {
  const {
    test,
    verdict,
    participantCounts: participants,
    durationMs,
    previousAttempts: earlier,
    computeUnits,
  } = result
  const details = [
    ...(participants.total === 0
      ? []
      : [`${participants.passed}/${plural(participants.total, 'participant')}`]),
    formatMs(durationMs),
    ...(computeUnits?.actual === undefined ? [] : [`${computeUnits.actual} CU`]),
  ]
  const flaky = isFlaky(result) ? yellow(`  flaky: attempt ${earlier.length + 1}`) : ''
  return `${of[verdict](marks[verdict])} ${plainLine(test.id)}${dim(`  ${details.join('  ')}`)}${flaky}`
}

/** `  ✗ webrtc/audio/rtt/avg < 200 ms  7/8  412 ms` */
export function checkLine(check: Check, { of, dim }: Palette): string {
  const { name, title = name, outcome, participants, actual } = check
  const details = [
    ...(participants.total === 0 ? [] : [`${participants.passed}/${participants.total}`]),
    ...(actual === undefined ? [] : [plainLine(actual)]),
  ].map((detail) => `  ${detail}`)
  return `    ${of[outcome](marks[outcome])} ${plainLine(title)}${dim(details.join(''))}`
}

export function skippedLine(result: TestResult, { of, bold, dim }: Palette): string {
  const { test, verdict, reasons } = result
  const why = reasons.map(({ message }) => plainLine(message)).join('; ')
  return `${of[verdict](bold('SKIPPED'))} ${plainLine(test.id)} ${dim(`${place(test.location)}  ${why}`)}`
}

const shownFiles = 3

/** Relative where that is shorter. */
function shownPath(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return path.startsWith('..') ? file : path
}

/** All that is known of why a test did not pass, or of why it passed only now. */
export function failureLines(result: TestResult, cwd: string, palette: Palette): readonly string[] {
  const { test, verdict, reasons, participantCounts: participants, previousAttempts: earlier } = result
  const { of, bold, dim, yellow } = palette
  const word = isFlaky(result) ? yellow(bold('FLAKY')) : of[verdict](bold(verdict.toUpperCase()))
  return [
    `${word} ${plainLine(test.id)} ${dim(place(test.location))}`,
    ...reasons.flatMap((reason) => [
      ...reasonLines(reason, participants.total).map((line) => `  ${line}`),
      ...reason.evidence.slice(0, shownFiles).map((file) => dim(`    ${plainLine(shownPath(file, cwd))}`)),
      ...(reason.evidence.length > shownFiles
        ? [dim(`    and ${plural(reason.evidence.length - shownFiles, 'more file')}`)]
        : []),
    ]),
    ...earlier.map((attempt, index) =>
      dim(`  attempt ${index + 1} ${attempt.verdict}: ${headline(attempt)}`),
    ),
  ]
}
