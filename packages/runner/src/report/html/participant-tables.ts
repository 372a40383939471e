import { scaleLinear } from 'd3-scale'
import { formatMs } from '../../model/duration.js'
import type { ParticipantOutcome } from '../../model/result.js'
import { clockOf, type TimeAxis } from '../reading/moments.js'
import { round } from './charts/axis.js'
import type { LoggedCommand } from './participant-logs.js'
import { type Html, markup } from './text.js'

/** `4.0 s`, or `12:30` of a long execution. */
export function sinceStart(atMs: number, axis: TimeAxis): string {
  const ms = atMs - axis.startMs
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : clockOf(atMs, axis)
}

/** The last commands of a script, with the time that each took. */
export function commandTable(
  commands: readonly LoggedCommand[],
  axis: TimeAxis | undefined,
): Html | undefined {
  if (commands.length === 0) return undefined
  const x = axis && scaleLinear([axis.startMs, axis.endMs], [0, 100]).clamp(true)
  const rows = commands.map(({ endedMs, durationMs = 0, text, failed }) => {
    const startMs = endedMs === undefined ? undefined : endedMs - durationMs
    const bar =
      x && startMs !== undefined && endedMs !== undefined
        ? markup`<svg class="presence" aria-hidden="true" viewBox="0 0 100 12" preserveAspectRatio="none"><rect class="${failed ? 'failed' : ''}" x="${round(x(startMs))}" y="2" width="${Math.max(0.7, round(x(endedMs) - x(startMs)))}" height="8"/></svg>`
        : undefined
    return markup`<tr class="${failed ? 'failing' : ''}"><td data-label="start" class="number">${startMs === undefined || axis === undefined ? '' : sinceStart(startMs, axis)}</td><td class="span">${bar}</td><td data-label="duration" class="number">${durationMs > 0 ? formatMs(durationMs) : ''}</td><td><code>${failed ? '✖ ' : ''}${text}</code></td></tr>\n`
  })
  return markup`<section aria-labelledby="commands"><h2 id="commands">Commands</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table of commands"><table class="cards"><thead><tr><th scope="col">Start</th><th scope="col">Time</th><th scope="col">Duration</th><th scope="col">Command</th></tr></thead><tbody>
${rows}</tbody></table></div></section>
`
}

/** Errors of pages, failed requests and refused media, in the order of time. */
export function entryTable(
  { failure, script }: ParticipantOutcome,
  axis: TimeAxis | undefined,
): Html | undefined {
  const entries = [
    ...(failure?.pageErrors ?? []).map((entry) => ({ ...entry, kind: 'page error' })),
    ...(failure?.failedRequests ?? []).map((entry) => ({ ...entry, kind: 'failed request' })),
    ...(failure?.mediaFailures ?? []).map((entry) => ({ ...entry, kind: 'media' })),
    ...(script?.marks ?? []).slice(0, 50).map(({ name, atMs }) => ({ atMs, text: name, kind: 'mark' })),
  ].toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0))
  return entries.length === 0
    ? undefined
    : markup`<section aria-labelledby="events"><h2 id="events">Errors and marks</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table of errors and marks"><table class="cards"><thead><tr><th scope="col">At</th><th scope="col">Kind</th><th scope="col">Text</th></tr></thead><tbody>
${entries.map(({ atMs, kind, text }) => markup`<tr><td data-label="at" class="number">${atMs === undefined || axis === undefined ? '' : sinceStart(atMs, axis)}</td><td>${kind}</td><td>${text}</td></tr>\n`)}</tbody></table></div></section>
`
}
