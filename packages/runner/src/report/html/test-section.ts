import { relative, sep } from 'node:path'
import { plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import { isFlaky, receiptText } from '../../model/result.js'
import type { Check, ParticipantOutcome, Reason, TestResult } from '../../model/result.js'
import { headline, place, reasonLines } from '../format.js'
import { timeline } from './chart.js'
import { withUnit } from '../../model/metric-unit.js'
import { distributionsOf, gatedPaths } from './metrics.js'
import { slicesOf } from './slices.js'
import { type Html, markup } from './text.js'

/** The limit of each list. Browsers are slow with larger pages. */
const maxRows = 200

/** One test: verdict, reasons, checks, distributions, participants, slices and logs. */
export function testSection(result: TestResult, directory: string): Html {
  const { test, verdict, run, receipt, reasons, participantCounts, previousAttempts, participants } = result
  const warnings = (result.warnings ?? []).map(
    (warning) => markup`<p class="flaky">Warning: ${warning}</p>\n`,
  )
  const details = [
    place(test.location),
    ...(run ? [`run ${run.id}`] : []),
    ...(receipt ? [receiptText(receipt)] : []),
    ...test.tags,
  ].join(', ')
  const attempts = previousAttempts.map(
    (attempt, index) =>
      markup`<p class="soft">Attempt ${index + 1} ${attempt.verdict}: ${headline(attempt)}</p>\n`,
  )
  return markup`<details${(verdict === 'passed' && warnings.length === 0) || verdict === 'skipped' ? undefined : { html: ' open' }}>${titleOf(result)}
<div class="inside">
<p class="soft">${details}</p>
${reasonList(reasons, participantCounts.total)}${warnings}${attempts}${checkTable(result.checks)}${distributionsOf(result)}${participantChart(participants)}${sliceTable(result)}${logTable(participants, directory)}</div>
</details>
`
}

function titleOf(result: TestResult): Html {
  const { test, verdict, participantCounts, durationMs } = result
  const flaky = isFlaky(result) ? markup`<span class="flaky">flaky</span> ` : undefined
  return markup`<summary><span class="mark ${verdict}">${verdict}</span> <h2>${test.id}</h2> ${flaky}<span class="soft">${participantCounts.passed} of ${plural(participantCounts.total, 'participant')} passed, ${formatMs(durationMs)}</span></summary>`
}

function leftOut(total: number, noun: string): Html | undefined {
  return total > maxRows
    ? markup`<p class="soft">and ${plural(total - maxRows, `more ${noun}`)}</p>\n`
    : undefined
}

function reasonList(reasons: readonly Reason[], total: number): Html | undefined {
  if (reasons.length === 0) return undefined
  const items = reasons
    .slice(0, maxRows)
    .map((reason) => markup`<li><pre>${reasonLines(reason, total).join('\n')}</pre></li>\n`)
  return markup`<ul class="reasons">${items}</ul>\n${leftOut(reasons.length, 'reason')}`
}

function table(title: string, head: Html | undefined, rows: readonly Html[], noun: string): Html {
  return markup`<h3>${title}</h3>\n<div class="scroll"><table>${head}${rows.slice(0, maxRows)}</table></div>\n${leftOut(rows.length, noun)}`
}

function checkTable(checks: readonly Check[]): Html | undefined {
  const rows = checks.map(
    ({ kind, name, title = name, outcome, gate, actual, participants: { total, passed } }) => {
      const count = total === 0 ? '' : `${passed} of ${total}`
      return markup`<tr><td><span class="mark ${outcome}">${outcome}</span></td><td>${kind === name ? name : `${kind}: ${title}`}</td><td>${actual && withUnit(actual, gate?.path)}</td><td class="soft">${count}</td></tr>\n`
    },
  )
  return rows.length === 0 ? undefined : table('Checks', undefined, rows, 'check')
}

function didNotPass({ status }: ParticipantOutcome): boolean {
  return status !== 'passed'
}

function participantChart(participants: readonly ParticipantOutcome[]): Html | undefined {
  const sorted = participants.toSorted((a, b) => Number(didNotPass(b)) - Number(didNotPass(a)))
  const shown = new Set(sorted.slice(0, maxRows))
  const chart = timeline(participants.filter((participant) => shown.has(participant)))
  return chart && markup`<h3>Participants</h3>\n${chart}\n${leftOut(participants.length, 'participant')}`
}

function sliceTable(result: TestResult): Html | undefined {
  const paths = gatedPaths(result)
  const rows = slicesOf(result.participants, paths).map(({ trait, value, total, passed, medians }) => {
    const cells = medians.map(
      (median) =>
        markup`<td class="number">${median === undefined ? '–' : Number(median.toPrecision(6))}</td>`,
    )
    return markup`<tr><td class="soft">${trait}</td><td>${value}</td><td class="number">${passed} of ${total}</td>${cells}</tr>\n`
  })
  const head = markup`<tr><th></th><th></th><th class="number">passed</th>${paths.map((path) => markup`<th class="number">median of ${path}</th>`)}</tr>\n`
  return rows.length === 0 ? undefined : table('Slices', head, rows, 'slice')
}

function logTable(participants: readonly ParticipantOutcome[], directory: string): Html | undefined {
  const rows = participants
    .filter((participant) => didNotPass(participant) || participant.files.length > 0)
    .map(({ label, status, reasons, files }) => {
      const links = files.map((file) => linkTo(file, directory))
      return markup`<tr><td><span class="mark ${status}">${status}</span></td><td>${label}</td><td>${reasons.join('; ')}</td><td>${links}</td></tr>\n`
    })
  return rows.length === 0 ? undefined : table('Reasons and logs', undefined, rows, 'participant')
}

/** A link to a file in the page's directory or below. `./` keeps any file name a path. */
function linkTo(file: string, directory: string): Html {
  const parts = relative(directory, file).split(sep)
  const address = parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')
  return markup`<a href="./${{ html: address.replaceAll("'", '%27') }}">${parts.at(-1)}</a> `
}
