import { plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import { isFlaky, receiptText } from '../../model/result.js'
import { headline, place, reasonLines } from '../format.js'
import { logOfMetric, splitMetricPath } from '../../model/timed/metric-path.js'
import { secondsLogs } from '../../model/timed/seconds-log.js'
import { type SecondsCondition, secondsConditionOf } from '../reading/moments.js'
import { gatedPaths, gateTable, maxRows } from './gates.js'
import { histogram } from './charts/histogram.js'
import { loadChart } from './charts/load-chart.js'
import { participantTable } from './participants.js'
import { sliceTables } from './slices.js'
import type { ReportedTest } from './reported-test.js'
import { type Html, markup } from './text.js'
import { timeChart } from './charts/time-chart.js'

/** One test: reasons, gates, charts over time, distributions, slices and participants. */
export function testSection(view: ReportedTest, { isOpen }: { readonly isOpen: boolean }): Html {
  const { result, anchor } = view
  const testName = `test ${anchor.slice(1)}`
  const {
    test,
    verdict,
    run,
    receipt,
    reasons,
    participantCounts,
    previousAttempts,
    durationMs,
    warnings = [],
  } = result
  const details = [
    place(test.location),
    ...(run ? [`run ${run.id}`] : []),
    ...(receipt ? [receiptText(receipt)] : []),
    ...test.tags,
  ].join(', ')
  const reasonItems = reasons.slice(0, maxRows).map((reason) => {
    const lines = reasonLines(reason, result)
    return markup`<li><pre>${lines.join('\n')}</pre></li>\n`
  })
  return markup`<details class="test" id="${anchor}"${isOpen ? { html: ' open' } : undefined}><summary><h3 class="title"><span class="mark ${verdict}">${verdict}</span> ${test.id}${isFlaky(result) ? markup` <span class="mark flaky">flaky</span>` : undefined}</h3> <span class="soft">${participantCounts.passed} of ${plural(participantCounts.total, 'participant')} passed, ${formatMs(durationMs)}</span></summary>
<div class="inside">
<p class="soft">${details}</p>
${reasons.length > 0 ? markup`<ul class="reasons">${reasonItems}</ul>\n` : undefined}${reasons.length > maxRows ? markup`<p class="soft">and ${plural(reasons.length - maxRows, 'more reason')}</p>\n` : undefined}${warnings.map((warning) => markup`<p class="warning">Warning: ${warning}</p>\n`)}${previousAttempts.map(
    (attempt, index) =>
      markup`<p class="soft">Attempt ${index + 1} ${attempt.verdict}: ${headline(attempt)}</p>\n`,
  )}${gateTable(result, testName)}${charts(view)}${sliceTables(result, testName)}${participantTable(view, testName)}</div>
</details>
`
}

function charts(view: ReportedTest): Html | undefined {
  const { result } = view
  const load = loadChart(view)
  // The series of gated metrics, each with the conditions on its seconds.
  const gated = new Map<string, SecondsCondition[]>()
  for (const { gate } of result.checks) {
    if (gate === undefined) continue
    const condition = secondsConditionOf(gate)
    const base = condition?.base ?? splitMetricPath(gate.path.split(' ', 1)[0] ?? '').base
    if (!secondsLogs.some((log) => log === logOfMetric(base))) continue
    const own = gated.get(base) ?? []
    const isKnown = own.some(
      ({ operator, limit }) => operator === condition?.operator && limit === condition.limit,
    )
    gated.set(base, condition && !isKnown ? [...own, condition] : own)
  }
  const overTime = [...gated].flatMap(([base, conditions]) => timeChart(base, conditions, view) ?? [])
  const distributions = gatedPaths(result).flatMap((path) => histogram(path, result) ?? [])
  const note =
    overTime.length === 0 && gated.size > 0 && result.participants.length > 0
      ? markup`<p class="soft note">No metric per second is in the logs that were read. <code>--artifacts all</code> reads the logs of all participants.</p>\n`
      : undefined
  if (load === undefined && overTime.length + distributions.length === 0) return note
  return markup`${load || overTime.length > 0 ? markup`<h3>Over time</h3>\n<div class="figures">${load}${overTime}</div>\n` : undefined}${note}${distributions.length > 0 ? markup`<h3>Distribution over participants</h3>\n<div class="figures">${distributions}</div>\n` : undefined}`
}
