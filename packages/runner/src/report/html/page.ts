import { plural } from '@loadero-test/core/internal'
import { isError } from '../../model/diagnostic.js'
import { formatMs } from '../../model/duration.js'
import { isFlaky, type TestResult, worstFirst } from '../../model/result.js'
import { hintFor, sessionErrors, type Summary } from '../../model/session.js'
import type { TestSeries } from '../../model/timed/test-series.js'
import { diagnosticLines } from '../format.js'
import { conclusionsOf } from '../reading/conclusion.js'
import { timeAxisOf } from '../reading/moments.js'
import { comparisonSection } from './comparison-section.js'
import { renderDocument } from './document.js'
import { closestGate, shareBar } from './gates.js'
import { testSection } from './test-section.js'
import type { ReportedTest } from './reported-test.js'
import { type Html, markup } from './text.js'

/** Browsers are slow with larger pages. The JSON report has all tests. */
const maxTests = 200
const maxConclusions = 10
const maxPerTest = 3
const maxWarnings = 50

export interface PageOptions {
  /** The directory of the page; links are relative to it. */
  readonly directory: string
  /** The seconds of a test, as far as they were read. */
  readonly seriesOf?: (result: TestResult) => TestSeries | undefined
  /** The page of a participant, as an absolute path. */
  readonly pageOf?: (result: TestResult, label: string) => string | undefined
}

/** The tests that the page shows, those that did not pass first. */
export function shownTests({ tests }: Summary): readonly TestResult[] {
  const rank = (result: TestResult) => worstFirst.indexOf(result.verdict) - (isFlaky(result) ? 0.5 : 0)
  return tests.toSorted((a, b) => rank(a) - rank(b)).slice(0, maxTests)
}

export function renderHtml(summary: Summary, { directory, seriesOf, pageOf }: PageOptions): string {
  const { exit, tests } = summary
  const views = shownTests(summary).map((result, index): ReportedTest => {
    const series = seriesOf?.(result)
    return {
      result,
      series,
      axis: timeAxisOf(result.participants, series),
      anchor: `t${index + 1}`,
      directory,
      pageOf: (label) => pageOf?.(result, label),
    }
  })
  const rest = tests.length - views.length
  const state = exit.code === 0 ? 'passed' : exit.code === 1 ? 'failed' : 'errored'
  const bad = views.filter(({ result }) => !['passed', 'skipped'].includes(result.verdict))
  const problems = [
    ...sessionErrors(summary).map(
      ({ message, hint }) =>
        markup`<p class="problem"><span class="mark errored">error</span> ${message} ${hint}</p>\n`,
    ),
    ...summary.diagnostics
      .filter(isError)
      .map((one) => markup`<pre class="problem mark failed">${diagnosticLines(one).join('\n')}</pre>\n`),
  ]
  const { build = '', ...facts } = summary.environment
  const environment = [
    new Date(summary.startedMs).toISOString(),
    formatMs(summary.durationMs),
    `session ${summary.sessionId}`,
    ...Object.entries(facts).map(([name, value]) => `${name} ${value}`),
  ]
  const buildLink = /^https?:\/\//.test(build) ? markup`<li><a href="${build}">build</a></li>` : undefined
  return renderDocument(
    `loadero-test: ${exit.reason}`,
    markup`<header class="head ${state}">
<p class="verdict"><span class="mark ${state}">${state === 'errored' ? 'not passed' : state}</span> <span class="soft">exit code ${exit.code}</span></p>
<h1>${exit.reason}</h1>
${countList(tests)}${summary.simulated ? markup`<p class="simulated">Simulated: the outcomes are from a scenario, not from browsers.</p>\n` : undefined}</header>
<main>
${problems}${
      bad.length > 0
        ? markup`<section aria-labelledby="conclusions"><h2 id="conclusions">What did not pass</h2>
${bad.slice(0, maxConclusions).map((view) => conclusion(view, summary))}${bad.length > maxConclusions ? markup`<p class="soft">${plural(bad.length - maxConclusions, 'more test')} below.</p>\n` : undefined}</section>
`
        : undefined
    }${comparisonSection(summary)}${overview(views)}${warningSection(summary)}${rest > 0 ? markup`<p class="soft">${plural(rest, 'more test')} left out. The JSON report has all tests.</p>\n` : undefined}${
      views.length > 0
        ? markup`<section aria-labelledby="tests"><h2 id="tests">Tests in detail</h2>
${views.map((view, index) => testSection(view, { isOpen: views.length === 1 || (bad.includes(view) && index < maxConclusions) || (view.result.warnings ?? []).length > 0 }))}</section>
`
        : undefined
    }</main>
<footer><ul class="environment">${environment.map((item) => markup`<li>${item}</li>`)}${buildLink}</ul></footer>
`,
  )
}

function countList(tests: readonly TestResult[]): Html | undefined {
  if (tests.length === 0) return undefined
  const counts = [
    ...worstFirst.map(
      (verdict) => [verdict, tests.filter((result) => result.verdict === verdict).length] as const,
    ),
    ['flaky', tests.filter(isFlaky).length] as const,
  ].filter(([, count]) => count > 0)
  const sum = (key: 'total' | 'passed') =>
    tests.reduce((total, { participantCounts }) => total + participantCounts[key], 0)
  return markup`<ul class="counts">${counts.map(([verdict, count]) => markup`<li><strong>${count}</strong> <span class="mark ${verdict}">${verdict}</span></li>`)}<li><span class="soft">of ${plural(tests.length, 'test')}</span></li><li><span class="soft">${sum('passed')} of ${plural(sum('total'), 'participant')} passed</span></li></ul>
`
}

/** What failed, of which participants, since when, and what their logs say. */
function conclusion({ result, series, anchor }: ReportedTest, summary: Summary): Html {
  const conclusions = conclusionsOf(result, series)
  const rest = conclusions.length - maxPerTest
  const hint = hintFor(summary, result.test)
  return markup`<article class="conclusion ${result.verdict}"><h3><span class="mark ${result.verdict}">${result.verdict}</span> <a href="#${anchor}">${result.test.id}</a></h3>
${conclusions.slice(0, maxPerTest).map(
  ({ what, who, when, since, seen }, index) => markup`<p class="what">${what}</p>
<dl>${who === undefined ? undefined : markup`<div><dt>Who</dt><dd>${index > 0 && who === conclusions[index - 1]?.who ? 'the same' : who}</dd></div>`}${when === undefined ? undefined : markup`<div><dt>When</dt><dd>${when}</dd></div>`}${since === undefined ? undefined : markup`<div><dt>Since</dt><dd>${index > 0 && since === conclusions[index - 1]?.since ? 'the same' : since}</dd></div>`}${seen.length > 0 ? markup`<div><dt>Seen</dt><dd><ul>${seen.map((line) => markup`<li>${line}</li>`)}</ul></dd></div>` : undefined}</dl>
`,
)}${rest > 0 ? markup`<p class="soft">and ${plural(rest, 'more reason')}, <a href="#${anchor}">in detail below</a></p>\n` : undefined}${hint === undefined ? undefined : markup`<p class="hint">${hint}</p>\n`}</article>
`
}

/** Every test in one line, with the gate that is closest to its limit. */
function overview(views: readonly ReportedTest[]): Html | undefined {
  if (views.length === 0) return undefined
  const rows = views.map(({ result, anchor }) => {
    const {
      test,
      verdict,
      participantCounts: { passed, total },
      durationMs,
    } = result
    const closest = closestGate(result)
    return markup`<tr data-status="${verdict}"><td><span class="mark ${verdict}">${verdict}</span>${isFlaky(result) ? markup` <span class="mark flaky">flaky</span>` : undefined}</td><th scope="row"><a href="#${anchor}">${test.id}</a></th><td data-label="participants" data-value="${total === 0 ? '' : passed / total}">${total === 0 ? '' : markup`${passed} of ${total} ${shareBar(passed, total)}`}</td><td data-label="closest gate" data-value="${closest?.relativeMargin ?? ''}">${closest ? closest.sentence : markup`<span class="soft">no gate with a number</span>`}</td><td data-label="duration" class="number" data-value="${durationMs}">${formatMs(durationMs)}</td></tr>\n`
  })
  return markup`<section aria-labelledby="overview"><h2 id="overview">All tests</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table of all tests"><table class="cards sortable"><thead><tr><th scope="col">Verdict</th><th scope="col">Test</th><th scope="col">Participants passed</th><th scope="col">Gate closest to its limit</th><th scope="col">Duration</th></tr></thead><tbody>
${rows}</tbody></table></div>
</section>
`
}

/** Below the conclusions: warnings do not decide anything. */
function warningSection(summary: Summary): Html | undefined {
  const warnings = summary.diagnostics.filter((one) => !isError(one))
  const rest = warnings.length - maxWarnings
  return warnings.length === 0
    ? undefined
    : markup`<section aria-labelledby="warnings"><h2 id="warnings">Warnings about specs</h2>
${warnings.slice(0, maxWarnings).map((one) => markup`<pre class="problem mark interrupted">${diagnosticLines(one).join('\n')}</pre>\n`)}${rest > 0 ? markup`<p class="soft">and ${plural(rest, 'more warning')}</p>\n` : undefined}</section>
`
}
