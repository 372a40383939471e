import { scaleLinear } from 'd3-scale'
import { plural } from '@loadero-test/core/internal'
import { valueWithUnit } from '../../model/metric-unit.js'
import type { ParticipantOutcome, TestResult } from '../../model/result.js'
import { comparisonHolds } from '../../model/timed/compare-numbers.js'
import { clockOf } from '../reading/moments.js'
import { round } from './charts/axis.js'
import { gatedPaths, maxRows } from './gates.js'
import { addressOf, linkTo } from './document.js'
import type { ReportedTest } from './reported-test.js'
import { type Html, markup } from './text.js'

const maxPaths = 4
/** Of one participant. */
const maxFiles = 4

/** All participants, those that did not pass first, with when they were present and their values. Reasons are numbered. */
export function participantTable(view: ReportedTest, testName: string): Html | undefined {
  const { result, directory, pageOf, axis, anchor } = view
  const { participants } = result
  if (participants.length === 0) return undefined
  const paths = gatedPaths(result).filter((path) =>
    participants.some(({ values }) => values[path] !== undefined),
  )
  const shownPaths = paths.slice(0, maxPaths)
  const affected = new Set(result.reasons.flatMap((reason) => reason.participants))
  const rank = ({ status, label }: ParticipantOutcome) =>
    status !== 'passed' ? 0 : affected.has(label) ? 1 : 2
  const sorted = participants.toSorted((a, b) => rank(a) - rank(b)).slice(0, maxRows)
  const reasons = [...new Set(sorted.flatMap((one) => one.reasons))]
  // The label already has the names of participant and group.
  const differing = (['browser', 'location', 'network', 'computeUnit'] as const).filter(
    (key) => new Set(participants.map(({ traits }) => traits[key])).size > 1,
  )
  const rows = sorted.map((one) => {
    const { label, status, traits, values, failure, startedMs, files } = one
    const page = pageOf(label)
    const failedMs = status === 'passed' ? undefined : failure?.atMs
    const numbers = one.reasons.map((reason) => reasons.indexOf(reason) + 1)
    return markup`<tr data-status="${status}"><td><span class="mark ${status}">${status}</span></td><th scope="row">${page === undefined ? label : markup`<a href="${addressOf(page, directory)}">${label}</a>`}</th><td data-label="traits" class="soft">${differing.flatMap((key) => traits[key] ?? []).join(', ')}</td>${axis && markup`<td data-label="present" class="span">${presenceBar(one, view)}</td>`}<td data-label="failed at" data-value="${failedMs ?? ''}">${failedMs === undefined || axis === undefined ? '' : markup`${clockOf(failedMs, axis)} <span class="soft">${startedMs === undefined ? '' : `+${Math.max(0, Math.round((failedMs - startedMs) / 1_000))} s`}</span>`}</td>${shownPaths.map((path) => markup`<td data-label="${path}" class="number${isBeyond(values[path], path, result) ? ' over' : ''}" data-value="${values[path] ?? ''}">${values[path] === undefined ? markup`<span class="soft">–</span>` : valueWithUnit(values[path], path)}</td>`)}<td data-label="reasons">${numbers.map((number) => markup`<a href="#${anchor}-r${number}">${number}</a> `)}</td><td data-label="files">${files.slice(0, maxFiles).map((file) => linkTo(file, directory))}${files.length > maxFiles ? markup`<span class="soft">and ${files.length - maxFiles} more</span>` : undefined}</td></tr>\n`
  })
  const rest = participants.length - sorted.length
  const columns = [
    'Status',
    'Participant',
    'Traits',
    ...(axis ? ['Present'] : []),
    'Failed at',
    ...shownPaths,
    'Reasons',
    'Files',
  ]
  return markup`<h3>Participants</h3>
${
  reasons.length > 0
    ? markup`<ol class="reasons">${reasons.map((reason, index) => {
        const count = participants.filter((one) => one.reasons.includes(reason)).length
        return markup`<li id="${anchor}-r${index + 1}">${reason} <span class="soft">${plural(count, 'participant')}</span></li>\n`
      })}</ol>\n`
    : undefined
}<div class="scroll" tabindex="0" role="region" aria-label="Participants of ${testName}"><table class="cards sortable"><thead><tr>${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>
${rest > 0 ? markup`<p class="soft">and ${plural(rest, 'more participant')}</p>\n` : undefined}`
}

/** Whether a participant's own value is beyond a limit of the metric. */
function isBeyond(value: number | string | undefined, path: string, { checks }: TestResult): boolean {
  return (
    typeof value === 'number' &&
    checks.some(({ gate }) => {
      const limit = Number.parseFloat(gate?.limit ?? '')
      return (
        gate?.path === path &&
        Number.isFinite(limit) &&
        /^[lg]te?$/.test(gate.operator) &&
        comparisonHolds(value, gate.operator, limit) === false
      )
    })
  )
}

function presenceBar(
  { startedMs, endedMs, status, failure, label }: ParticipantOutcome,
  { axis }: ReportedTest,
): Html | undefined {
  if (axis === undefined || startedMs === undefined || endedMs === undefined) return undefined
  const x = scaleLinear([axis.startMs, axis.endMs], [0, 100]).clamp(true)
  const at = (ms: number) => round(x(ms))
  const mark =
    status !== 'passed' && failure?.atMs !== undefined
      ? markup`<path class="failure" d="M${at(failure.atMs)} 0V12"/>`
      : undefined
  return markup`<svg class="presence" role="img" aria-label="${label}: present from ${clockOf(startedMs, axis)} to ${clockOf(endedMs, axis)}" viewBox="0 0 100 12" preserveAspectRatio="none"><rect class="${status}" x="${at(startedMs)}" y="3" width="${Math.max(0.8, round(x(endedMs) - x(startedMs)))}" height="6"/>${mark}</svg>`
}
