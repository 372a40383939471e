import { scaleLinear } from 'd3-scale'
import { plural } from '@loadero-test/core/internal'
import { clockOf } from '../../reading/moments.js'
import {
  chart,
  legend,
  linePath,
  plotHeight,
  plotWidth,
  round,
  timeScale,
  timeTicks,
  valueTicks,
} from './axis.js'
import type { ReportedTest } from '../reported-test.js'
import { eventShapes } from './events.js'
import { type Html, markup } from '../text.js'

const maxCorners = 1_200

/** How many participants are present at each moment, with the load that was reached and the failures. */
export function loadChart(view: ReportedTest): Html | undefined {
  const { axis, result } = view
  const timed = result.participants.flatMap(({ startedMs = NaN, endedMs = NaN, status, failure }) =>
    !Number.isFinite(startedMs) || !Number.isFinite(endedMs)
      ? []
      : [
          {
            startedMs,
            endedMs,
            // An unknown outcome is not a failure.
            failedMs: status === 'passed' || status === 'unknown' ? undefined : (failure?.atMs ?? endedMs),
          },
        ],
  )
  if (axis === undefined || timed.length === 0) return undefined
  const { steps, peak, peakMs } = presenceOf(timed)
  const x = timeScale(axis)
  const y = scaleLinear([0, peak], [plotHeight, 16])
  const corners = steps.flatMap(({ atMs, count }, index) => [
    [x(atMs - axis.startMs), y(steps[index - 1]?.count ?? 0)] as const,
    [x(atMs - axis.startMs), y(count)] as const,
  ])
  // Of very many starts, so many that no pixel changes.
  const stride = Math.ceil(corners.length / maxCorners)
  const outline = linePath(corners.filter((_, index) => index % stride === 0 || index === corners.length - 1))
  const failures = timed.flatMap(({ failedMs }) =>
    failedMs === undefined ? [] : [round(Math.min(plotWidth, Math.max(0, x(failedMs - axis.startMs))))],
  )
  const events = eventShapes(view, x)
  const total = result.participantCounts.total
  const reached = `${peak} of ${plural(total, 'participant')} at once, from ${clockOf(peakMs, axis)}`
  const untimed = result.participants.length - timed.length
  return markup`<figure><figcaption><h4>Load</h4> <span class="soft">peak ${reached}</span></figcaption>
${legend([
  ['load', 'participants present'],
  failures.length > 0 ? ['failure', plural(failures.length, 'failure')] : undefined,
  ...events.legend,
])}${chart(
    `Participants over time: ${reached}${failures.length > 0 ? `, ${plural(failures.length, 'failure')}` : ''}`,
    [
      markup`<path class="load" d="${outline}V${plotHeight}Z"/>`,
      ...events.areas,
      ...(failures.length > 0
        ? [markup`<path class="failure" d="${failures.map((at) => markup`M${at} ${plotHeight - 4}h0`)}"/>`]
        : []),
    ],
    [...valueTicks(y, Math.min(4, peak)), ...timeTicks(x), ...events.lines],
  )}
${untimed > 0 ? markup`<p class="soft note">${plural(untimed, 'participant')} without times</p>\n` : undefined}</figure>
`
}

/** The number of participants after each start and end, and when most were present first. */
function presenceOf(periods: readonly { readonly startedMs: number; readonly endedMs: number }[]) {
  const changes = periods
    .flatMap(({ startedMs, endedMs }) => [
      { atMs: startedMs, change: 1 },
      { atMs: Math.max(startedMs, endedMs), change: -1 },
    ])
    .toSorted((a, b) => a.atMs - b.atMs || b.change - a.change)
  let count = 0
  let [peak, peakMs] = [0, 0]
  const steps = changes.map(({ atMs, change }) => {
    count += change
    if (count > peak) [peak, peakMs] = [count, atMs]
    return { atMs, count }
  })
  return { steps, peak, peakMs }
}
