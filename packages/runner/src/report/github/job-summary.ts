import { formatMs } from '../../model/duration.js'
import { isFlaky } from '../../model/result.js'
import type { TestResult, Verdict } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import { place, plural, reasonLines } from '../format.js'
import { plainLine, shorten } from '../plain-text.js'

/** GitHub refuses a summary of more than a mebibyte, with all other steps' words in it. */
const mostBytes = 900_000

const marks = {
  passed: '✅',
  failed: '❌',
  errored: '❗',
  interrupted: '⏹️',
  skipped: '⏭️',
} as const satisfies Record<Verdict, string>

export interface SummaryOptions {
  /** Where everything can be read, when there is such a report. */
  readonly fullReport?: string | undefined
}

/** The job's summary in Markdown: what did not pass first, and never more than GitHub takes. */
export function githubSummary(summary: Summary, { fullReport }: SummaryOptions = {}): string {
  const { exit, tests, simulated, sessionId, durationMs } = summary
  const facts = [
    `exit code ${exit.code}`,
    plural(tests.length, 'test'),
    formatMs(durationMs),
    `session ${sessionId}`,
  ]
  const bad = tests.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
  const parts = [
    `## loadero-test: ${literal(exit.reason)}${simulated ? ' (simulated)' : ''}\n\n${literal(facts.join(', '))}\n\n`,
    ...problemsOf(summary).map((problem) => `- ❗ ${problem}\n`),
    ...bad.map(detailsOf),
    ...(tests.length === 0 ? [] : ['\n| | test | participants | time |\n| --- | --- | --- | --- |\n']),
    ...tests.map(rowOf),
  ]
  return fit(parts, fullReport === undefined ? '' : ` Everything is in ${literal(fullReport)}.`)
}

function problemsOf({ errors, diagnostics }: Summary): readonly string[] {
  return [
    ...errors.map(({ message, hint = '' }) => literal(`${message} ${hint}`)),
    ...diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ location, message }) => `<code>${literal(place(location))}</code> ${literal(message)}`),
  ]
}

const mostReasons = 20

function detailsOf({ test, verdict, reasons, participantCounts: participants }: TestResult): string {
  const lines = reasons
    .slice(0, mostReasons)
    .map((reason) => `- ${reasonLines(reason, participants.total).map(literal).join('<br>')}\n`)
  const rest =
    reasons.length > mostReasons ? `- and ${plural(reasons.length - mostReasons, 'more reason')}\n` : ''
  return `\n### ${marks[verdict]} ${literal(test.id)}\n\n<code>${literal(place(test.location))}</code>\n\n${lines.join('')}${rest}`
}

function rowOf(result: TestResult): string {
  const { test, verdict, participantCounts: participants, durationMs } = result
  const words = isFlaky(result) ? `${verdict}, flaky` : verdict
  return `| ${marks[verdict]} ${words} | ${literal(test.id)} | ${participants.passed}/${participants.total} | ${formatMs(durationMs)} |\n`
}

/** One line that Markdown and HTML show as it is: nothing in it is a tag, a link, a mention or the end of a cell. */
function literal(text: string): string {
  return shorten(plainLine(text), 2_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[!"#$%'()*+,\-./:=>?@[\\\]^_`{|}~]/g, String.raw`\$&`)
}

/** As many parts as there is room for, and how many are left out. */
function fit(parts: readonly string[], pointer: string): string {
  let bytes = 0
  const end = parts.findIndex((part) => (bytes += Buffer.byteLength(part)) > mostBytes)
  if (end === -1) return `${parts.join('')}\n`
  return `${parts.slice(0, end).join('')}\n\n${plural(parts.length - end, 'more line')} left out, because GitHub takes no more.${pointer}\n`
}
