import { sep } from 'node:path'
import { formatMs } from '../../model/duration.js'
import { valueWithUnit } from '../../model/metric-unit.js'
import type { ParticipantOutcome, TestResult } from '../../model/result.js'
import { eventPaths, type TestSeries } from '../../model/timed/test-series.js'
import { isPicture } from '../attachments.js'
import { secondsConditionOf, type TimeAxis, timeAxisOf } from '../reading/moments.js'
import { addressOf, linkTo, renderDocument } from './document.js'
import type { ParticipantLogs } from './participant-logs.js'
import { commandTable, entryTable, sinceStart } from './participant-tables.js'
import { type Html, longText, markup } from './text.js'
import { timeChart } from './charts/time-chart.js'

export interface ParticipantPageOptions {
  readonly result: TestResult
  readonly outcome: ParticipantOutcome
  /** Of the test; the page shows those of the participant. */
  readonly series: TestSeries | undefined
  readonly logs: ParticipantLogs
  /** The lines of the author's code where the script failed. */
  readonly source?: SourceExcerpt | undefined
  /** The directory of the page; links are relative to it. */
  readonly directory: string
  /** The absolute path of the report. */
  readonly reportFile: string
}

/** Some lines of a file. */
export interface SourceExcerpt {
  /** `specs/buy.js:12` */
  readonly place: string
  /** The number of the first line, from 1. */
  readonly firstLine: number
  readonly failedLine: number
  readonly lines: readonly string[]
}

/** One participant: why it failed, what it did, what its pages said, and its seconds. */
export function renderParticipantPage(options: ParticipantPageOptions): string {
  const { result, outcome, series, logs, directory, reportFile } = options
  const { label, status, traits, startedMs, endedMs, values, files } = outcome
  const own = series?.participants.filter((one) => one.label === label) ?? []
  const ownSeries: TestSeries = { version: 1, participants: own }
  const axis = timeAxisOf([outcome], ownSeries)
  const facts = [
    ...Object.values(traits),
    ...(startedMs === undefined ? [] : [`started ${new Date(startedMs).toISOString()}`]),
    ...(startedMs === undefined || endedMs === undefined
      ? []
      : [`present for ${formatMs(endedMs - startedMs)}`]),
  ]
  const gateValues = Object.entries(values).map(
    ([path, value]) =>
      markup`<li><span class="soft">${path}</span> <strong>${valueWithUnit(value, path)}</strong></li>`,
  )
  const images = files.filter(isPicture)
  const videos = files.filter((file) => /\.(?:mp4|webm)$/i.test(file))
  const pictures = [
    ...images.map(
      (file) =>
        markup`<figure><a href="${addressOf(file, directory)}"><img loading="lazy" alt="Screenshot of ${label}: ${file.split(sep).at(-1)}" src="${addressOf(file, directory)}"></a><figcaption class="soft">${file.split(sep).at(-1)}</figcaption></figure>`,
    ),
    ...videos.map(
      (file) =>
        markup`<figure><video controls preload="metadata" aria-label="Video of ${label}" src="${addressOf(file, directory)}"></video><figcaption class="soft">${file.split(sep).at(-1)}</figcaption></figure>`,
    ),
  ]
  return renderDocument(
    `${label}: ${status}`,
    markup`<header class="head ${status === 'passed' ? 'passed' : status === 'unknown' ? 'errored' : 'failed'}">
<p class="verdict"><span class="mark ${status}">${status}</span> <a href="${addressOf(reportFile, directory)}">${result.test.id}</a></p>
<h1>${label}</h1>
<ul class="counts">${facts.map((fact) => markup`<li><span class="soft">${fact}</span></li>`)}</ul>
</header>
<main>
${failureSection(options, axis)}${
      gateValues.length === 0
        ? undefined
        : markup`<section aria-labelledby="values"><h2 id="values">Values of gates</h2>
<ul class="counts">${gateValues}</ul></section>
`
    }${commandTable(logs.commands, axis)}${entryTable(outcome, axis)}${
      pictures.length === 0
        ? undefined
        : markup`<section aria-labelledby="pictures"><h2 id="pictures">Screenshots and video</h2>
<div class="shots">${pictures}</div></section>
`
    }${charts({ result, outcome, series: ownSeries, axis, directory })}<section aria-labelledby="logs"><h2 id="logs">Logs</h2>
<p>${files.map((file) => linkTo(file, directory))}</p>
${[...logs.ends].map(([file, text], index) => markup`<h3>${file.split(sep).at(-1)}</h3>\n<pre class="log" tabindex="0" role="region" aria-label="End of log ${index + 1}: ${file.split(sep).at(-1)}">${text === '' ? markup`<span class="soft">This log is empty.</span>` : longText(text)}</pre>\n`)}</section>
</main>
`,
  )
}

function failureSection(
  { outcome, source }: ParticipantPageOptions,
  axis: TimeAxis | undefined,
): Html | undefined {
  const { reasons, failure, status } = outcome
  if (reasons.length === 0 && status === 'passed') return undefined
  const at = failure?.atMs === undefined || axis === undefined ? undefined : sinceStart(failure.atMs, axis)
  return markup`<section aria-labelledby="why"><h2 id="why">Why it did not pass</h2>
<div class="conclusion failed">${reasons.map((reason) => markup`<p class="what">${reason}</p>\n`)}${at === undefined ? undefined : markup`<dl><div><dt>When</dt><dd>${at} after its start</dd></div></dl>\n`}${
    source &&
    markup`<p class="soft">${source.place}</p><pre class="log source" tabindex="0" role="region" aria-label="Source at ${source.place}">${source.lines.map(
      (line, index) => {
        const number = source.firstLine + index
        const text = `${String(number).padStart(5)}  ${line}`
        return number === source.failedLine ? markup`<b>${text}</b>\n` : markup`${text}\n`
      },
    )}</pre>`
  }</div></section>
`
}

function charts({
  result,
  outcome,
  series,
  axis,
  directory,
}: Pick<ParticipantPageOptions, 'result' | 'outcome' | 'directory'> & {
  readonly series: TestSeries
  readonly axis: TimeAxis | undefined
}): Html | undefined {
  const view = {
    result: { ...result, participants: [outcome], participantCounts: { total: 1, passed: 0, failed: 0 } },
    series,
    axis,
    anchor: 't1',
    directory,
    pageOf: () => undefined,
  }
  const conditions = result.checks.flatMap(({ gate }) => secondsConditionOf(gate) ?? [])
  const events = new Set<string>(eventPaths)
  const figures = Object.keys(series.participants[0]?.series ?? {})
    .filter((base) => !events.has(base))
    .flatMap(
      (base) =>
        timeChart(
          base,
          conditions.filter((one) => one.base === base),
          view,
        ) ?? [],
    )
  return figures.length === 0
    ? undefined
    : markup`<section aria-labelledby="seconds"><h2 id="seconds">Over time</h2>\n<h3>Metrics per second</h3>\n<div class="figures">${figures}</div></section>\n`
}
