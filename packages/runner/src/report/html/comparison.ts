import type { Distribution, MetricComparison } from '../../model/comparison/metric-comparison.js'
import { withUnitLabel } from '../../model/metric-unit.js'
import { sessionText } from '../reading/earlier-results.js'
import type { ReportedTest } from './reported-test.js'
import { type Html, markup } from './text.js'

/** Each metric of a test over its participants, in its newest earlier session and in this one, and whether it changed. */
export function comparisonTable({ result, earlier }: ReportedTest, testName: string): Html | undefined {
  const comparison = earlier?.comparisons.get(result.test.id)
  if (comparison === undefined) return undefined
  const { session, metrics, notices } = comparison
  const rows = metrics.map((one) => {
    const { metric, outcome, before, after, pValue, reason } = one
    const certainty =
      reason ?? (pValue === undefined ? '' : pValue < 0.001 ? 'p < 0.001' : `p ${pValue.toFixed(3)}`)
    return markup`<tr><td><span class="mark ${marks[outcome]}">${outcome}</span></td><th scope="row">${metric}</th><td data-label="before">${centerOf(before, one)}</td><td data-label="now">${centerOf(after, one)}</td><td data-label="difference">${differenceOf(one)}</td><td data-label="certainty"><span class="soft">${certainty}</span></td></tr>\n`
  })
  return markup`<h3>Against the session of ${sessionText(session)}</h3>
${notices.map((notice) => markup`<p class="soft">${notice}</p>\n`)}<div class="scroll" tabindex="0" role="region" aria-label="Comparison of ${testName} with an earlier session"><table class="cards"><thead><tr><th scope="col">Outcome</th><th scope="col">Metric over participants</th><th scope="col">Before</th><th scope="col">Now</th><th scope="col">Difference</th><th scope="col">Certainty</th></tr></thead><tbody>
${rows}</tbody></table></div>
`
}

const marks = { worse: 'failed', better: 'passed', same: 'skipped', 'too little data': 'skipped' } as const

/** `median 118 ms, 95th percentile 131 ms of 8` or `75% of 8` */
function centerOf(distribution: Distribution | undefined, { kind, unit }: MetricComparison): string {
  if (distribution === undefined) return 'no value'
  const { count, mean, median, p95 } = distribution
  if (kind === 'share') return `${round(mean * 100)}% of ${count}`
  return `median ${withUnitLabel(round(median), unit)}, 95th percentile ${withUnitLabel(round(p95), unit)} of ${count}`
}

function differenceOf({ kind, unit, difference, differencePercent }: MetricComparison): string {
  if (difference === undefined) return '–'
  const sign = difference > 0 ? '+' : ''
  if (kind === 'share') return `${sign}${round(difference * 100)} percentage points`
  const share = differencePercent === undefined ? '' : ` (${sign}${round(differencePercent)}%)`
  return `${sign}${withUnitLabel(round(difference), unit)}${share}`
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)))
}
