import { relative } from 'node:path'
import { plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import { isFlaky, receiptText } from '../../model/result.js'
import type { Check, TestResult } from '../../model/result.js'
import { attemptLines, place, reasonLines } from '../format.js'
import { failureDetailLines } from './failure-details.js'
import { readGate } from '../reading/gate-reading.js'
import { type Palette, symbols } from './palette.js'
import { plainLine } from '../plain-text.js'

/** `✓ call  8/8 participants  4 min 3 s` */
export function resultLine(result: TestResult, { of, dim, yellow }: Palette): string {
  const { test, verdict, previousAttempts } = result
  const flaky = isFlaky(result) ? yellow(`  flaky: attempt ${previousAttempts.length + 1}`) : ''
  const details = dim(`  ${resultDetails(result).join('  ')}`)
  return `${of[verdict](symbols[verdict])} ${plainLine(test.id)}${details}${flaky}`
}

/** What a test took: its participants, duration, compute units and receipt. */
export function resultDetails(result: TestResult): readonly string[] {
  const { participantCounts, durationMs, computeUnits, receipt } = result
  return [
    ...(participantCounts.total === 0
      ? []
      : [`${participantCounts.passed}/${plural(participantCounts.total, 'participant')}`]),
    formatMs(durationMs),
    ...(computeUnits?.actual === undefined ? [] : [`${computeUnits.actual} CU`]),
    ...(receipt ? [plainLine(receiptText(receipt))] : []),
  ]
}

/** `✗ webrtc/audio/rtt/avg is up to 212 ms, the limit is < 200 ms (12 ms above)  7/8 participants` */
export function checkLine(check: Check, { participants }: TestResult, { of, dim }: Palette): string {
  const { outcome, kind } = check
  const { passed, total } = check.participants
  const sentence = plainLine(readGate(check, participants).sentence)
  const counted =
    total === 0 || kind === 'script' || sentence.includes(` of ${total}`)
      ? ''
      : dim(`  ${passed}/${plural(total, 'participant')}`)
  return `    ${of[outcome](symbols[outcome])} ${sentence}${counted}${outcome === 'warned' ? dim('  a warning, does not fail the test') : ''}`
}

export function skippedLine(result: TestResult, { of, bold, dim }: Palette): string {
  const { test, verdict, reasons } = result
  const messages = reasons.map(({ message }) => plainLine(message)).join('; ')
  return `${of[verdict](bold('SKIPPED'))} ${plainLine(test.id)} ${dim(`${place(test.location)}  ${messages}`)}`
}

export interface FailureLinesOptions {
  /** Paths are shown relative to it. */
  readonly cwd: string
  readonly palette: Palette
  /** Of each reason. */
  readonly maxFiles: number
  /** How many tests that failed for the same reasons are named below the first of them. */
  readonly maxSameTests: number
}

/**
 * The reasons of a test that did not pass, or that passed after another attempt. What an earlier reason said of the same
 * participants is not said again.
 */
export function failureLines(
  result: TestResult,
  { cwd, palette, maxFiles }: FailureLinesOptions,
): readonly string[] {
  const { reasons, previousAttempts } = result
  const { dim } = palette
  const listed = new Set<string>()
  const described = new Set<string>()
  return [
    failureTitle(result, palette),
    ...reasons.flatMap((reason) => {
      const affected = reason.participants.join('\n')
      const isDescribed = reason.participants.length > 1 && described.has(affected)
      described.add(affected)
      const same = {
        ...reason,
        participants: [],
        overrepresented: [],
        details: [
          ...(reason.details ?? []),
          `the same ${reason.participants.length} participants: ${reason.participants[0]} and ${reason.participants.length - 1} more`,
        ],
      }
      const files = reason.evidence.filter((file) => !listed.has(file))
      for (const file of files) listed.add(file)
      return [
        ...reasonLines(isDescribed ? same : reason, result).map((line) => `  ${line}`),
        ...files.slice(0, maxFiles).map((file) => dim(`    ${shownPath(file, cwd)}`)),
        ...(files.length > maxFiles ? [dim(`    and ${plural(files.length - maxFiles, 'more file')}`)] : []),
      ]
    }),
    ...failureDetailLines(result).map((line) => dim(`    ${line}`)),
    ...attemptLines(previousAttempts).map((line) => dim(`  ${line}`)),
  ]
}

/** Tests that failed for the same reasons as one whose reasons are printed: a line each, with the first file. */
export function sameFailureLines(
  results: readonly TestResult[],
  { cwd, palette, maxSameTests }: FailureLinesOptions,
): readonly string[] {
  const rest = results.length - maxSameTests
  return [
    ...(results.length > 0 ? [`  the same in ${plural(results.length, 'more test')}:`] : []),
    ...results.slice(0, maxSameTests).map((result) => {
      const [file] = result.reasons.flatMap(({ evidence }) => evidence)
      const path = file === undefined ? '' : palette.dim(`  ${shownPath(file, cwd)}`)
      return `    ${failureTitle(result, palette)}${path}`
    }),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ]
}

/** `FAILED call > connects specs/call.loadero.ts:7` */
function failureTitle(result: TestResult, { of, bold, dim, yellow }: Palette): string {
  const { test, verdict } = result
  const label = isFlaky(result) ? yellow(bold('FLAKY')) : of[verdict](bold(verdict.toUpperCase()))
  return `${label} ${plainLine(test.id)} ${dim(place(test.location))}`
}

/** The path relative to `cwd`, unless the file is outside it. */
function shownPath(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return plainLine(path.startsWith('..') ? file : path)
}
