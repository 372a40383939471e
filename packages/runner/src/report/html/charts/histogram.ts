import { bin, extent, max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { plural } from '@loadero-test/core/internal'
import { shortNumber, unitOf, withUnit } from '../../../model/metric-unit.js'
import type { TestResult } from '../../../model/result.js'
import { readGate } from '../../reading/gate-reading.js'
import { chart, legend, numberTicks, percentOf, plotHeight, plotWidth, round, valueTicks } from './axis.js'
import { type Html, markup } from '../text.js'

/** The values of all participants, with each limit and what was measured. */
export function histogram(path: string, { participants, checks }: TestResult): Html | undefined {
  const numbers = participants.flatMap(({ values: { [path]: value = '' } }) =>
    String(value).trim() === '' || !Number.isFinite(Number(value)) ? [] : [Number(value)],
  )
  const missing = participants.length - numbers.length
  const unit = unitOf(path)
  const head = markup`<figcaption><h4>${path}</h4> <span class="soft">${unit === 'unknown' ? 'unit unknown' : unit}, one value for each participant</span></figcaption>\n`
  const gap =
    missing > 0
      ? markup`<p class="soft note">no value from ${missing} of ${plural(participants.length, 'participant')}</p>\n`
      : undefined
  if (numbers.length === 0) return missing > 0 ? markup`<figure>${head}${gap}</figure>\n` : undefined
  const { limits, measured } = gatesOf(path, { participants, checks })
  const [low = 0, high = 0] = extent([
    ...numbers,
    ...limits.map(({ value }) => value),
    ...measured.map(({ value }) => value),
  ])
  const margin = (high - low) * 0.05 || Math.abs(high) * 0.1 || 1
  const x = scaleLinear(
    [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin],
    [0, plotWidth],
  ).nice()
  const [from = 0, to = 1] = x.domain()
  const bins = bin().domain([from, to]).thresholds(x.ticks(30))(numbers)
  const maxCount = max(bins, ({ length }) => length) ?? 1
  const y = scaleLinear([0, maxCount], [plotHeight, 16])
  const isBeyond = (value: number) =>
    limits.some(({ value: limit, check }) => {
      const operator = check.gate?.operator ?? ''
      return operator.startsWith('l') ? value > limit : operator.startsWith('g') ? value < limit : false
    })
  const bars = bins
    .filter(({ length }) => length > 0)
    .map(({ x0 = 0, x1 = 0, length }) => {
      const left = round(x(x0))
      return markup`<rect class="bar${isBeyond((x0 + x1) / 2) ? ' beyond' : ''}" x="${left}" y="${round(y(length))}" width="${round(Math.max(2, x(x1) - x(x0) - 2))}" height="${round(plotHeight - y(length))}"><title>${plural(length, 'participant')} from ${x0} to ${x1}</title></rect>`
    })
  const line = (className: string, value: number) =>
    markup`<line class="${className}" x1="${percentOf(x(value))}" x2="${percentOf(x(value))}" y1="0" y2="${plotHeight}"/>`
  const label = `Histogram of ${path}: ${plural(numbers.length, 'value')} from ${shortNumber(extent(numbers)[0] ?? 0)} to ${withUnit(shortNumber(extent(numbers)[1] ?? 0), path)}`
  return markup`<figure>${head}${legend([
    ...limits.map(
      ({ text, check: { outcome } }) =>
        [`limit ${outcome === 'passed' ? 'met' : 'exceeded'}`, `limit ${text}`] as const,
    ),
    ...measured.map(({ text }) => ['measured', text] as const),
  ])}${chart(label, bars, [
    ...valueTicks(y, Math.min(3, maxCount)),
    ...numberTicks(x),
    ...limits.map(({ value, check: { outcome } }) =>
      line(`limit ${outcome === 'passed' ? 'met' : 'exceeded'}`, value),
    ),
    ...measured.map(({ value }) => line('measured', value)),
  ])}
${gap}</figure>
`
}

/** The limits of a metric, and what expectations measured. */
function gatesOf(path: string, { participants, checks }: Pick<TestResult, 'participants' | 'checks'>) {
  const gates = checks.filter(({ gate }) => gate?.path === path)
  const limits = gates.flatMap((check) => {
    const value = Number.parseFloat(check.gate?.limit ?? '')
    return Number.isFinite(value) ? [{ value, text: readGate(check, participants).limit ?? '', check }] : []
  })
  const measured = gates.flatMap((check) => {
    const { actual = '', kind, name, title = name } = check
    // `95th percentile` of `95th percentile of webrtc/audio/rtt/avg < 150 ms`
    const [measureName] = title.split(' of ', 1)
    return kind === 'expectation' &&
      /^-?[\d.]+(?:e[+-]\d+)?( |%?$)/.test(actual) &&
      !/^[\d.]+%, /.test(actual)
      ? [{ value: Number.parseFloat(actual), text: `${measureName} ${withUnit(actual, path)}` }]
      : []
  })
  return { limits, measured }
}
