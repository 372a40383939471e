import { extent, quantileSorted } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { plural } from '@loadero-test/core/internal'
import { shortNumber, withUnit } from '../../model/metric-unit.js'
import type { ParticipantOutcome, TestResult } from '../../model/result.js'
import { round } from './charts/axis.js'
import { gatedPaths, maxRows, shareBar } from './gates.js'
import { type Partition, partitionsOf, type Slice } from './partitions.js'
import { type Html, markup } from './text.js'

/** A small picture of each gated metric for each slice: median, middle half, and range, on one scale. */
export function sliceTables(result: TestResult, testName: string): Html | undefined {
  const paths = gatedPaths(result).filter((path) =>
    result.participants.some(({ values }) => typeof values[path] === 'number'),
  )
  const affected = new Set(result.reasons.flatMap((reason) => reason.participants))
  const holdingOf = ({ members }: Slice) =>
    members.filter(({ label, status }) => status === 'passed' && !affected.has(label)).length
  const isInformative = ({ slices }: Partition) =>
    paths.length > 0 || new Set(slices.map((slice) => holdingOf(slice) / slice.members.length)).size > 1
  const partitions = partitionsOf(result.participants).filter(isInformative)
  if (partitions.length === 0) return undefined
  const scales = new Map(
    paths.map((path) => {
      const [low = 0, high = 1] = extent([...numbersOf(result.participants, path), ...limitsOf(result, path)])
      const margin = (high - low) * 0.06 || 1
      return [path, scaleLinear([low - margin, high + margin], [0, 100])]
    }),
  )
  return markup`<h3>Slices</h3>
${partitions.map(({ traits: names, slices }) => {
  const sorted = slices.toSorted((a, b) => holdingOf(a) / a.members.length - holdingOf(b) / b.members.length)
  const rows = sorted.slice(0, maxRows).map((slice) => {
    const { name, members } = slice
    const holding = holdingOf(slice)
    const cells = paths.map((path) => {
      const numbers = numbersOf(members, path).toSorted((a, b) => a - b)
      const median = quantileSorted(numbers, 0.5)
      const text = median === undefined ? 'no value' : withUnit(shortNumber(median), path)
      return markup`<td data-label="median of ${path}"><span class="strip">${strip(numbers, limitsOf(result, path), scales.get(path))}</span> ${text}</td>`
    })
    return markup`<tr><th scope="row">${name}</th><td data-label="without a failure">${holding} of ${members.length} ${shareBar(holding, members.length)}</td>${cells}</tr>\n`
  })
  const title = `By ${names.join(', ')}`
  return markup`<h4>${title}${names.length > 1 ? markup` <span class="soft">(they divide the participants in the same way)</span>` : undefined}</h4>
<div class="scroll" tabindex="0" role="region" aria-label="${title}, ${testName}"><table class="cards"><thead><tr><th scope="col">${names.join(', ')}</th><th scope="col">Without a failure</th>${paths.map((path) => markup`<th scope="col">Median of ${path}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>
${sorted.length > maxRows ? markup`<p class="soft">and ${plural(sorted.length - maxRows, 'more slice')}</p>\n` : undefined}`
})}`
}

function numbersOf(participants: readonly ParticipantOutcome[], path: string): readonly number[] {
  return participants.flatMap(({ values: { [path]: value } }) =>
    typeof value === 'number' && Number.isFinite(value) ? [value] : [],
  )
}

function limitsOf({ checks }: TestResult, path: string): readonly number[] {
  return checks.flatMap(({ gate }) =>
    gate?.path === path && Number.isFinite(Number.parseFloat(gate.limit))
      ? [Number.parseFloat(gate.limit)]
      : [],
  )
}

function strip(
  sorted: readonly number[],
  limits: readonly number[],
  x: ((value: number) => number) | undefined,
): Html | undefined {
  const [low, lower, median, upper, high] = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    quantileSorted([...sorted], share),
  )
  if (
    x === undefined ||
    low === undefined ||
    lower === undefined ||
    median === undefined ||
    upper === undefined ||
    high === undefined
  )
    return undefined
  const at = (value: number) => round(x(value))
  return markup`<svg aria-hidden="true" viewBox="0 0 100 16" preserveAspectRatio="none"><line class="range" x1="${at(low)}" x2="${at(high)}" y1="8" y2="8"/><rect class="half" x="${at(lower)}" y="4" width="${Math.max(1, round(at(upper) - at(lower)))}" height="8"/>${limits.map((limit) => markup`<line class="limit" x1="${at(limit)}" x2="${at(limit)}" y1="0" y2="16"/>`)}<path class="median" d="M${at(median)} 2V14"/></svg>`
}
