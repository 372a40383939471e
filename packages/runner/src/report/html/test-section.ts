import { formatMs } from '../../model/duration.js'
import { isFlaky } from '../../model/flaky.js'
import type { Check, ParticipantOutcome, Reason, TestResult } from '../../model/result.js'
import { headline, place, plural, reasonLines } from '../format.js'
import { timeline } from './chart.js'
import { distributionsOf, gatedPaths } from './metrics.js'
import { slicesOf } from './slices.js'
import { linkTo } from './link.js'
import { type Html, markup } from './text.js'

/** Of each list; nobody reads more, and browsers should still open the page. */
const mostRows = 200

/** One test: its verdict and reasons, what was checked, how values are spread, who was there and how slices compare. */
export function testSection(result: TestResult, directory: string): Html {
  const {
    test,
    verdict,
    run,
    reasons,
    participantCounts: participants,
    previousAttempts: earlier,
    participants: outcomes,
  } = result
  const facts = [place(test.location), ...(run ? [`run ${run.id} at Loadero`] : []), ...test.tags].join(', ')
  const attempts = earlier.map(
    (attempt, index) =>
      markup`<p class="soft">Attempt ${index + 1} ${attempt.verdict}: ${headline(attempt)}</p>\n`,
  )
  return markup`<details${verdict === 'passed' || verdict === 'skipped' ? undefined : { html: ' open' }}>${titleOf(result)}
<div class="inside">
<p class="soft">${facts}</p>
${reasonList(reasons, participants.total)}${attempts}${checkTable(result.checks)}${distributionsOf(result)}${participantChart(outcomes)}${sliceTable(result)}${logTable(outcomes, directory)}</div>
</details>
`
}

function titleOf(result: TestResult): Html {
  const { test, verdict, participantCounts: participants, durationMs } = result
  const flaky = isFlaky(result) ? markup`<span class="flaky">flaky</span> ` : undefined
  return markup`<summary><span class="mark ${verdict}">${verdict}</span> <h2>${test.id}</h2> ${flaky}<span class="soft">${participants.passed} of ${plural(participants.total, 'participant')} passed, ${formatMs(durationMs)}</span></summary>`
}

function leftOut(all: number, what: string): Html | undefined {
  return all > mostRows
    ? markup`<p class="soft">and ${plural(all - mostRows, `more ${what}`)}</p>\n`
    : undefined
}

function reasonList(reasons: readonly Reason[], total: number): Html | undefined {
  if (reasons.length === 0) return undefined
  const items = reasons
    .slice(0, mostRows)
    .map((reason) => markup`<li><pre>${reasonLines(reason, total).join('\n')}</pre></li>\n`)
  return markup`<ul class="reasons">${items}</ul>\n${leftOut(reasons.length, 'reason')}`
}

function table(title: string, head: Html | undefined, rows: readonly Html[], what: string): Html {
  return markup`<h3>${title}</h3>\n<div class="scroll"><table>${head}${rows.slice(0, mostRows)}</table></div>\n${leftOut(rows.length, what)}`
}

function checkTable(checks: readonly Check[]): Html | undefined {
  const rows = checks.map(
    ({ kind, name, title = name, outcome, actual, participants: { total, passed } }) => {
      const held = total === 0 ? '' : `${passed} of ${total}`
      return markup`<tr><td><span class="mark ${outcome}">${outcome}</span></td><td>${kind === name ? name : `${kind}: ${title}`}</td><td>${actual}</td><td class="soft">${held}</td></tr>\n`
    },
  )
  return rows.length === 0 ? undefined : table('Checks', undefined, rows, 'check')
}

function didNotPass({ status }: ParticipantOutcome): boolean {
  return status !== 'passed'
}

function participantChart(outcomes: readonly ParticipantOutcome[]): Html | undefined {
  const badFirst = [...outcomes.filter(didNotPass), ...outcomes.filter((outcome) => !didNotPass(outcome))]
  const chosen = new Set(badFirst.slice(0, mostRows))
  const chart = timeline(outcomes.filter((outcome) => chosen.has(outcome)))
  return chart && markup`<h3>Participants</h3>\n${chart}\n${leftOut(outcomes.length, 'participant')}`
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

function logTable(outcomes: readonly ParticipantOutcome[], directory: string): Html | undefined {
  const rows = outcomes
    .filter((outcome) => didNotPass(outcome) || outcome.files.length > 0)
    .map(({ label, status, reasons, files }) => {
      const links = files.map((file) => linkTo(file, directory))
      return markup`<tr><td><span class="mark ${status}">${status}</span></td><td>${label}</td><td>${reasons.join('; ')}</td><td>${links}</td></tr>\n`
    })
  return rows.length === 0 ? undefined : table('Reasons and logs', undefined, rows, 'participant')
}
