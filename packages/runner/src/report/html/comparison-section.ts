import type { MetricComparison } from '../../model/analysis/comparison.js'
import type { Summary } from '../../model/session.js'
import { shortNumber, withUnit } from '../../model/metric-unit.js'
import { maxRows } from './gates.js'
import { type Html, markup } from './text.js'

/** Each gated metric before and after: whether it got better or worse, and how certain that is. */
export function comparisonSection({ comparison }: Pick<Summary, 'comparison'>): Html | undefined {
  if (comparison === undefined) return undefined
  const { before, tests, onlyBefore, onlyAfter, notices } = comparison
  const alone = [
    ...(onlyBefore.length > 0 ? [`Only before: ${onlyBefore.join(', ')}`] : []),
    ...(onlyAfter.length > 0 ? [`Only after: ${onlyAfter.join(', ')}`] : []),
  ]
  const rows = tests.flatMap(({ name, metrics }) => metrics.map((metric) => comparisonRow(name, metric)))
  const notes = [
    ...notices,
    ...tests.flatMap((test) => test.notices.map((notice) => `${test.name}: ${notice}`)),
    ...alone,
  ]
  return markup`<section aria-labelledby="comparison"><h2 id="comparison">Compared with ${before}</h2>
${notes.slice(0, maxRows).map((note) => markup`<p class="warning">${note}</p>\n`)}${
    rows.length === 0
      ? markup`<p class="soft">The two have no test in common.</p>\n`
      : markup`<div class="scroll" tabindex="0" role="region" aria-label="Comparison"><table class="cards"><thead><tr><th scope="col">Outcome</th><th scope="col">Test</th><th scope="col">Metric</th><th scope="col">Before</th><th scope="col">After</th><th scope="col">Change</th><th scope="col">Certainty</th></tr></thead><tbody>
${rows.slice(0, maxRows)}</tbody></table></div>
${rows.length > maxRows ? markup`<p class="soft">and ${rows.length - maxRows} more metrics</p>\n` : undefined}`
  }</section>
`
}

const marks = { worse: 'failed', better: 'passed', same: 'skipped', 'too little data': 'errored' } as const

function comparisonRow(test: string, metric: MetricComparison): Html {
  const { before, after, kind, outcome, difference, differencePercent, effect, pValue, reason } = metric
  const text = (value: number) =>
    kind === 'share' ? `${shortNumber(value * 100)}%` : withUnit(shortNumber(value), metric.metric)
  const side = (one: typeof before) =>
    one === undefined ? 'no value' : `${text(kind === 'share' ? one.mean : one.median)} of ${one.count}`
  const sign = (value: number) => (value > 0 ? '+' : '')
  const change =
    difference === undefined
      ? ''
      : kind === 'share'
        ? `${sign(difference)}${shortNumber(difference * 100)} points`
        : differencePercent === undefined
          ? `${sign(difference)}${text(difference)}`
          : `${sign(differencePercent)}${shortNumber(differencePercent)}%`
  const certainty = [
    ...(effect === undefined ? [] : [`effect ${effect.toFixed(2)}`]),
    ...(pValue === undefined ? [] : [pValue < 0.001 ? 'p < 0.001' : `p ${pValue.toFixed(3)}`]),
    ...(reason === undefined ? [] : [reason]),
  ].join(', ')
  return markup`<tr><td><span class="mark ${marks[outcome]}">${outcome}</span></td><th scope="row">${test}</th><td data-label="metric">${metric.metric}</td><td data-label="before">${side(before)}</td><td data-label="after">${side(after)}</td><td data-label="change" class="${outcome === 'worse' ? 'over' : ''}">${change}</td><td data-label="certainty">${certainty}</td></tr>\n`
}
