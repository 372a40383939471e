import { basename } from 'node:path'
import { listFirst, plural } from '@loadero-test/core/internal'
import { withUnitLabel } from '../../model/metric-unit.js'
import { operatorSymbol } from '../../model/timed/operator-symbol.js'
import { formatMs } from '../../model/duration.js'
import { isError, type SourceLocation } from '../../model/diagnostic.js'
import { isFlaky, receiptText } from '../../model/result.js'
import type { Check, TestAttempt, TestResult, Verdict } from '../../model/result.js'
import { sessionErrors, type Summary } from '../../model/session.js'
import { attachmentsOf } from '../attachments.js'
import { gateChange } from '../reading/earlier-results.js'
import { type SourcePath, withSourcePaths } from '../failing-place.js'
import { headline, place, reasonLines } from '../format.js'
import { plainLine, shorten } from '../plain-text.js'

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
    ...sessionErrors(summary).map(({ message, hint = '' }) => literal(`${message} ${hint}`)),
    ...diagnostics
      .filter(isError)
      .map(
        ({ location, message }) =>
          `<code>${literal(place(located(location, sourcePath)))}</code> ${literal(message)}`,
      ),
  ]
  const bad = tests.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
  const parts = [
    `## loadero-test: ${literal(exit.reason)}${simulated ? ' (simulated)' : ''}\n\n${literal(details.join(', '))}${link}\n\n`,
    ...problems.map((problem) => `- ❗ ${problem}\n`),
    ...bad.map((result) => testDetails(result, sourcePath)),
    ...tests.flatMap(({ test, warnings = [] }) =>
      warnings.map((warning) => `\n- ⚠️ ${literal(test.id)}: ${literal(warning)}\n`),
    ),
    ...(tests.length === 0 ? [] : ['\n| | test | participants | time |\n| --- | --- | --- | --- |\n']),
    ...tests.map(testRow),
    ...gateRows(tests),
  ]
  const reference = fullReport === undefined ? '' : ` The full report is in ${literal(fullReport)}.`
  let bytes = 0
  const end = parts.findIndex((part) => (bytes += Buffer.byteLength(part)) > maxBytes)
  if (end === -1) return `${parts.join('')}\n`
  return `${parts.slice(0, end).join('')}\n\n${plural(parts.length - end, 'more line')} left out, because GitHub limits the size of a summary.${reference}\n`
}

/** The gates of all tests with their values and limits, also of those that passed: the failed ones first. */
function gateRows(tests: readonly TestResult[]): readonly string[] {
  const gates = tests.flatMap(({ test, checks }) =>
    checks.flatMap((check) => {
      const { measure, name, title = name, actual, outcome, participants } = check
      if (measure === undefined) return []
      const change = gateChange(check)
      const { value, operator, limit, unit } = measure
      const shown = value === undefined ? literal(actual ?? '—') : numberText(value, unit)
      // How far the value is from the limit, relative to the limit.
      const share = value === undefined ? NaN : Math.round(((value - limit) / Math.abs(limit)) * 1_000) / 10
      const held = participants.total === 0 ? '' : `${participants.passed}/${participants.total}`
      const cells = [
        `${checkIcons[outcome]} ${literal(test.id)}`,
        literal(title),
        shown,
        `${literal(operatorSymbol(operator))} ${numberText(limit, unit)}`,
        Number.isFinite(share) ? literal(`${share > 0 ? '+' : ''}${share}%`) : '',
        held,
      ]
      return [
        {
          outcome,
          cells,
          change: change && literal(`${change.text} from ${change.before}`),
        },
      ]
    }),
  )
  if (gates.length === 0) return []
  const rank = ({ outcome }: (typeof gates)[number]) => (outcome === 'passed' ? 1 : 0)
  const hasChanges = gates.some(({ change }) => change !== undefined)
  return [
    `\n| test | gate | value | limit | distance | participants |${hasChanges ? ' change |' : ''}\n| --- | --- | ---: | ---: | ---: | ---: |${hasChanges ? ' ---: |' : ''}\n`,
    ...gates
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ cells, change = '' }) => `| ${[...cells, ...(hasChanges ? [change] : [])].join(' | ')} |\n`),
  ]
}

const checkIcons = {
  passed: '✅',
  failed: '❌',
  errored: '❗',
  skipped: '⏭️',
  warned: '⚠️',
} as const satisfies Record<Check['outcome'], string>

function numberText(value: number, unit: string): string {
  if (unit === '0…1') return literal(`${Number((value * 100).toFixed(3))}%`)
  return literal(withUnitLabel(String(Number(value.toPrecision(6))), unit))
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
      (reason) => `- ${withSourcePaths(reasonLines(reason, result), sourcePath).map(literal).join('<br>')}\n`,
    )
  const attempts = previousAttempts.map(
    (attempt, index) =>
      `- attempt ${index + 1} ${attempt.verdict}: ${literal(headline(attempt))}${fileNames(attempt)}\n`,
  )
  const files = fileNames({ reasons })
  const rest =
    reasons.length > maxReasons ? `- and ${plural(reasons.length - maxReasons, 'more reason')}\n` : ''
  return `\n### ${icons[verdict]} ${literal(test.id)}\n\n<code>${literal(place(located(test.location, sourcePath)))}</code>\n\n${lines.join('')}${rest}${files === '' ? '' : `- ${files.replace('<br>', '')}\n`}${attempts.join('')}`
}

const maxFiles = 5

/** The logs and screenshots of an attempt, pictures first. Their names are unique in the session. */
function fileNames({ reasons }: Pick<TestAttempt, 'reasons'>): string {
  const files = attachmentsOf(reasons)
  if (files.length === 0) return ''
  return `<br>files: ${listFirst(files, maxFiles, (file) => `<code>${literal(basename(file))}</code>`)}`
}

function testRow(result: TestResult): string {
  const { test, verdict, participantCounts, durationMs, receipt } = result
  const label = isFlaky(result) ? `${verdict}, flaky` : verdict
  const attempts = isFlaky(result)
    ? result.previousAttempts.map(
        (attempt, index) =>
          `<br><sub>attempt ${index + 1} ${attempt.verdict}: ${literal(headline(attempt))}${fileNames(attempt)}</sub>`,
      )
    : []
  const proof = receipt ? `<br><sub>${literal(receiptText(receipt))}</sub>` : ''
  return `| ${icons[verdict]} ${label} | ${literal(test.id)}${attempts.join('')}${proof} | ${participantCounts.passed}/${participantCounts.total} | ${formatMs(durationMs)} |\n`
}

/** One line, escaped so that Markdown and HTML show it as text: no tags, links, mentions or ends of cells. */
function literal(text: string): string {
  return shorten(plainLine(text), 2_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[!"#$%'()*+,\-./:=>?@[\\\]^_`{|}~]/g, String.raw`\$&`)
}
