import { createHash } from 'node:crypto'
import { plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import type { TestResult } from '../../model/result.js'
import { sessionErrors, type Summary } from '../../model/session.js'
import { diagnosticLines } from '../format.js'
import { style } from './style.js'
import { testSection } from './test-section.js'
import { type Html, markup } from './text.js'

/** Browsers are slow with larger pages. The JSON report has all tests. */
const maxTests = 200

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** @param directory the directory of the page; links are relative to it */
export function renderHtml(summary: Summary, directory: string): string {
  const { exit, tests } = summary
  const sorted = [...tests.filter(isBad), ...tests.filter((result) => !isBad(result))]
  const rest = sorted.length - maxTests
  const { html } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>loadero-test: ${exit.reason}</title>
<style>${{ html: style }}</style>
</head>
<body>
<h1><span class="mark ${exit.code === 0 ? 'passed' : 'failed'}">Exit ${exit.code}</span> ${exit.reason}</h1>
${summary.simulated ? simulated : undefined}
${environmentList(summary)}
${problemList(summary)}
${sorted.slice(0, maxTests).map((result) => testSection(result, directory))}
${rest > 0 ? markup`<p class="soft">${plural(rest, 'more test')} left out. The JSON report has all tests.</p>` : undefined}
</body>
</html>
`
  return html
}

function isBad({ verdict }: TestResult): boolean {
  return verdict !== 'passed' && verdict !== 'skipped'
}

const simulated = markup`<p class="simulated">Simulated: the outcomes are from a scenario, not from browsers.</p>`

function environmentList({
  sessionId,
  startedMs,
  durationMs,
  tests,
  environment: { build, ...environment },
}: Summary): Html {
  const items = [
    plural(tests.length, 'test'),
    formatMs(durationMs),
    new Date(startedMs).toISOString(),
    `session ${sessionId}`,
    ...Object.entries(environment).map(([name, value]) => `${name} ${value}`),
  ]
  const link =
    build !== undefined && /^https?:\/\//.test(build)
      ? markup`<li><a href="${build}">build</a></li>`
      : undefined
  return markup`<ul class="environment">${items.map((item) => markup`<li>${item}</li>`)}${link}</ul>`
}

function problemList(summary: Summary): readonly Html[] {
  return [
    ...sessionErrors(summary).map(
      ({ message, hint }) => markup`<p><span class="mark errored">error</span> ${message} ${hint}</p>\n`,
    ),
    ...summary.diagnostics.map((diagnostic) => {
      const mark = diagnostic.severity === 'error' ? 'failed' : 'interrupted'
      return markup`<pre class="mark ${mark}">${diagnosticLines(diagnostic).join('\n')}</pre>\n`
    }),
  ]
}
