import { plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import { isFlaky, receiptText } from '../../model/result.js'
import type { TestResult, Verdict } from '../../model/result.js'
import { sessionErrors, type Summary } from '../../model/session.js'
import { place, reasonLines } from '../format.js'
import { plainLine, shorten } from '../plain-text.js'

/** GitHub refuses a summary of more than one mebibyte, which all steps of a job share. */
const maxBytes = 900_000

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
}

/** The summary of the job in Markdown, tests that did not pass first, never larger than GitHub accepts. */
export function githubSummary(summary: Summary, { fullReport }: SummaryOptions = {}): string {
  const { exit, tests, diagnostics, simulated, sessionId, durationMs } = summary
  const details = [
    `exit code ${exit.code}`,
    plural(tests.length, 'test'),
    formatMs(durationMs),
    `session ${sessionId}`,
  ]
  const problems = [
    ...sessionErrors(summary).map(({ message, hint = '' }) => literal(`${message} ${hint}`)),
    ...diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ location, message }) => `<code>${literal(place(location))}</code> ${literal(message)}`),
  ]
  const bad = tests.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
  const parts = [
    `## loadero-test: ${literal(exit.reason)}${simulated ? ' (simulated)' : ''}\n\n${literal(details.join(', '))}\n\n`,
    ...problems.map((problem) => `- ❗ ${problem}\n`),
    ...bad.map(testDetails),
    ...tests.flatMap(({ test, warnings = [] }) =>
      warnings.map((warning) => `\n- ⚠️ ${literal(test.id)}: ${literal(warning)}\n`),
    ),
    ...(tests.length === 0 ? [] : ['\n| | test | participants | time |\n| --- | --- | --- | --- |\n']),
    ...tests.map(testRow),
  ]
  return limitBytes(parts, fullReport === undefined ? '' : ` The full report is in ${literal(fullReport)}.`)
}

const maxReasons = 20

function testDetails({ test, verdict, reasons, participantCounts }: TestResult): string {
  const lines = reasons
    .slice(0, maxReasons)
    .map((reason) => `- ${reasonLines(reason, participantCounts.total).map(literal).join('<br>')}\n`)
  const rest =
    reasons.length > maxReasons ? `- and ${plural(reasons.length - maxReasons, 'more reason')}\n` : ''
  return `\n### ${icons[verdict]} ${literal(test.id)}\n\n<code>${literal(place(test.location))}</code>\n\n${lines.join('')}${rest}`
}

function testRow(result: TestResult): string {
  const { test, verdict, participantCounts, durationMs, receipt } = result
  const label = isFlaky(result) ? `${verdict}, flaky` : verdict
  const proof = receipt ? `<br><sub>${literal(receiptText(receipt))}</sub>` : ''
  return `| ${icons[verdict]} ${label} | ${literal(test.id)}${proof} | ${participantCounts.passed}/${participantCounts.total} | ${formatMs(durationMs)} |\n`
}

/** One line, escaped so that Markdown and HTML show it as text: no tags, links, mentions or ends of cells. */
function literal(text: string): string {
  return shorten(plainLine(text), 2_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[!"#$%'()*+,\-./:=>?@[\\\]^_`{|}~]/g, String.raw`\$&`)
}

/** Leaves out parts beyond the size limit, and says how many. */
function limitBytes(parts: readonly string[], reference: string): string {
  let bytes = 0
  const end = parts.findIndex((part) => (bytes += Buffer.byteLength(part)) > maxBytes)
  if (end === -1) return `${parts.join('')}\n`
  return `${parts.slice(0, end).join('')}\n\n${plural(parts.length - end, 'more line')} left out, because GitHub limits the size of a summary.${reference}\n`
}
