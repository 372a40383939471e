import { type MetricComparison, plainLine, type SideComparison, withUnitLabel } from '@loadero-test/runner'
import type { Colors } from './format-problems.js'

const marks = { worse: '✗', better: '✓', same: '=', 'too little data': '?' } as const

/** A block for each test: an outcome, both medians or shares, and how certain the difference is. */
export function formatComparison(
  { before, after, tests, onlyBefore, onlyAfter, notices }: SideComparison,
  c: Colors,
): readonly string[] {
  return [
    `Before  ${plainLine(before)}`,
    `After   ${plainLine(after)}`,
    ...notices.map((notice) => c.yellow(plainLine(notice))),
    ...tests.flatMap((test) => {
      const runs = [test.runBefore, test.runAfter].map((run) => (run === undefined ? '' : `run ${run}`))
      const place = runs.every(Boolean) ? `  ${c.dim(runs.join(' → '))}` : ''
      return [
        '',
        `${plainLine(test.name)}${place}`,
        ...test.notices.map((notice) => c.yellow(`  ${plainLine(notice)}`)),
        ...test.metrics.flatMap((metric) => metricLines(metric, c)),
      ]
    }),
    ...(onlyBefore.length > 0 ? ['', `Only before: ${onlyBefore.map(plainLine).join(', ')}`] : []),
    ...(onlyAfter.length > 0 ? ['', `Only after: ${onlyAfter.map(plainLine).join(', ')}`] : []),
  ]
}

function metricLines(metric: MetricComparison, c: Colors): readonly string[] {
  const { before, after, kind, unit, outcome, difference, differencePercent, effect, pValue, reason } = metric
  const paint = { worse: c.red, better: c.green, same: c.dim, 'too little data': c.yellow }[outcome]
  const round = (value: number) => String(Number(value.toPrecision(4)))
  const show = (value: number) =>
    kind === 'share' ? `${round(value * 100)}%` : withUnitLabel(round(value), unit)
  const center = (one: typeof before) =>
    one === undefined
      ? 'no value'
      : kind === 'share'
        ? `${show(one.mean)} of ${one.count}`
        : `${show(one.median)} (p95 ${show(one.p95)}, n ${one.count})`
  const sign = (value: number) => (value > 0 ? '+' : '')
  const change =
    kind === 'share' || differencePercent === undefined
      ? difference === undefined
        ? ''
        : `${sign(difference)}${kind === 'share' ? `${round(difference * 100)} points` : show(difference)}`
      : `${sign(differencePercent)}${round(differencePercent)}%`
  const certainty = [
    ...(effect === undefined ? [] : [`effect ${effect.toFixed(2)}`]),
    ...(pValue === undefined ? [] : [pValue < 0.001 ? 'p < 0.001' : `p ${pValue.toFixed(3)}`]),
  ].join(', ')
  const label =
    kind === 'share' && metric.metric !== 'success rate'
      ? `${metric.metric} within its limits`
      : metric.metric
  return [
    `  ${paint(`${marks[outcome]} ${outcome}`)}  ${plainLine(label)}`,
    `      ${center(before)} → ${center(after)}${change === '' ? '' : `  ${change}`}${certainty === '' ? '' : `  ${c.dim(certainty)}`}`,
    ...(reason === undefined ? [] : [`      ${plainLine(reason)}`]),
  ]
}
