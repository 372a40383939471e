import { basename } from 'node:path'
import { listFirst, plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import { isError, type SourceLocation } from '../../model/diagnostic.js'
import { isFlaky, receiptText } from '../../model/result.js'
import type { TestAttempt, TestResult, Verdict } from '../../model/result.js'
import { sessionErrors, type Summary } from '../../model/session.js'
import { attachmentsOf } from '../attachments.js'
import { type SourcePath, withSourcePaths } from '../failing-place.js'
import { headline, place, reasonLines } from '../format.js'
import { gateRows } from './gate-table.js'
import { escapeMarkdown } from './markdown.js'

/** GitHub refuses a summary of more than one mebibyte, which all steps of a job share. */
const defaultMaxBytes = 900_000

const icons = {
  passed: '✅',
  failed: '❌',
  errored: '❗',
  interrupted: '⏹️',
  skipped: '⏭️',
} as const satisfies Record<Verdict, string>

export interface SummaryOptions {
  /** The report to refer to when the summary is shortened. */
  readonly fullReport?: string | undefined
  /** Default: what a job summary may have. */
  readonly maxBytes?: number | undefined
  /** The path of a source file in the repository. Default: relative to the project root. */
  readonly sourcePath?: SourcePath | undefined
}

/** The summary of the job in Markdown, tests that did not pass first, never larger than GitHub accepts. */
export function githubSummary(
  summary: Summary,
  { fullReport, maxBytes = defaultMaxBytes, sourcePath = (file) => file }: SummaryOptions = {},
): string {
  const { exit, tests, diagnostics, simulated, sessionId, durationMs, environment } = summary
  const details = [
    `exit code ${exit.code}`,
    plural(tests.length, 'test'),
    formatMs(durationMs),
    `session ${sessionId}`,
  ]
  const { build = '' } = environment
  const link = /^https?:\/\/[^\s()<>]+$/.test(build) ? `, [build](${encodeURI(build)})` : ''
  const problems = [
    ...sessionErrors(summary).map(({ message, hint = '' }) => escapeMarkdown(`${message} ${hint}`)),
    ...diagnostics
      .filter(isError)
      .map(
        ({ location, message }) =>
          `<code>${escapeMarkdown(place(located(location, sourcePath)))}</code> ${escapeMarkdown(message)}`,
      ),
  ]
  const bad = tests.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
  const parts = [
    `## loadero-test: ${escapeMarkdown(exit.reason)}${simulated ? ' (simulated)' : ''}\n\n${escapeMarkdown(details.join(', '))}${link}\n\n`,
    ...problems.map((problem) => `- ❗ ${problem}\n`),
    ...bad.map((result) => testDetails(result, sourcePath)),
    ...tests.flatMap(({ test, warnings = [] }) =>
      warnings.map((warning) => `\n- ⚠️ ${escapeMarkdown(test.id)}: ${escapeMarkdown(warning)}\n`),
    ),
    ...(tests.length === 0 ? [] : ['\n| | test | participants | time |\n| --- | --- | --- | --- |\n']),
    ...tests.map(testRow),
    ...gateRows(tests),
  ]
  const reference = fullReport === undefined ? '' : ` The full report is in ${escapeMarkdown(fullReport)}.`
  let bytes = 0
  const end = parts.findIndex((part) => (bytes += Buffer.byteLength(part)) > maxBytes)
  if (end === -1) return `${parts.join('')}\n`
  return `${parts.slice(0, end).join('')}\n\n${plural(parts.length - end, 'more line')} left out, because GitHub limits the size of a summary.${reference}\n`
}

const maxReasons = 20

function located(location: SourceLocation, sourcePath: SourcePath): SourceLocation {
  return { ...location, file: sourcePath(location.file) }
}

function testDetails(result: TestResult, sourcePath: SourcePath): string {
  const { test, verdict, reasons, previousAttempts } = result
  const lines = reasons
    .slice(0, maxReasons)
    .map(
      (reason) =>
        `- ${withSourcePaths(reasonLines(reason, result), sourcePath).map(escapeMarkdown).join('<br>')}\n`,
    )
  const attempts = previousAttempts.map(
    (attempt, index) =>
      `- attempt ${index + 1} ${attempt.verdict}: ${escapeMarkdown(headline(attempt))}${fileNames(attempt)}\n`,
  )
  const files = fileNames({ reasons })
  const rest =
    reasons.length > maxReasons ? `- and ${plural(reasons.length - maxReasons, 'more reason')}\n` : ''
  return `\n### ${icons[verdict]} ${escapeMarkdown(test.id)}\n\n<code>${escapeMarkdown(place(located(test.location, sourcePath)))}</code>\n\n${lines.join('')}${rest}${files === '' ? '' : `- ${files.replace('<br>', '')}\n`}${attempts.join('')}`
}

const maxFiles = 5

/** The logs and screenshots of an attempt, pictures first. Their names are unique in the session. */
function fileNames({ reasons }: Pick<TestAttempt, 'reasons'>): string {
  const files = attachmentsOf(reasons)
  if (files.length === 0) return ''
  return `<br>files: ${listFirst(files, maxFiles, (file) => `<code>${escapeMarkdown(basename(file))}</code>`)}`
}

function testRow(result: TestResult): string {
  const { test, verdict, participantCounts, durationMs, receipt } = result
  const label = isFlaky(result) ? `${verdict}, flaky` : verdict
  const attempts = isFlaky(result)
    ? result.previousAttempts.map(
        (attempt, index) =>
          `<br><sub>attempt ${index + 1} ${attempt.verdict}: ${escapeMarkdown(headline(attempt))}${fileNames(attempt)}</sub>`,
      )
    : []
  const proof = receipt ? `<br><sub>${escapeMarkdown(receiptText(receipt))}</sub>` : ''
  return `| ${icons[verdict]} ${label} | ${escapeMarkdown(test.id)}${attempts.join('')}${proof} | ${participantCounts.passed}/${participantCounts.total} | ${formatMs(durationMs)} |\n`
}
