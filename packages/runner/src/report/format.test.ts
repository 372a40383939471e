import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { expect, test } from 'vitest'
import { sessions } from '../../test/sessions.js'
import type { Summary } from '../model/session.js'
import { failureLines } from './console/result-lines.js'
import { paletteOf } from './console/palette.js'
import { annotationsOf } from './export/annotations.js'
import { ctrfReport } from './export/ctrf.js'
import { githubSummary } from './export/job-summary.js'
import { headline } from './format.js'
import { junitPieces } from './junit/junit.js'

const outputFile = '/project/.loadero/report'

function unescapeHtml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** What each report says of a session, as people read it. */
const reports: Readonly<Record<string, (summary: Summary) => string>> = {
  console: ({ tests }) =>
    tests
      .flatMap((result) =>
        failureLines(result, { cwd: '/project', palette: paletteOf(false), maxFiles: 3, maxSameTests: 3 }),
      )
      .join('\n'),
  JUnit: (summary) => unescapeHtml([...junitPieces(summary, { outputFile })].join('')),
  'JUnit of checks': (summary) =>
    unescapeHtml([...junitPieces(summary, { outputFile, cases: 'check' })].join('')),
  annotations: (summary) => annotationsOf(summary).join('\n'),
  'job summary': (summary) =>
    unescapeHtml(
      micromark(githubSummary(summary), {
        allowDangerousHtml: true,
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
      }),
    ),
  CTRF: (summary) => JSON.stringify(ctrfReport(summary, { outputFile })),
  'chat and earlier attempts': ({ tests }) => tests.map(headline).join('\n'),
}

const sentences = {
  'failed-by-assert': 'webrtc/audio/rtt/avg is up to 123 ms, the limit is < 120 ms (3 ms above)',
  'failed-by-expectation':
    '95th percentile of webrtc/audio/rtt/avg is 121.35 ms, the limit is < 120 ms (1.35 ms above)',
  'failed-by-missing-metric':
    '95th percentile of webrtc/audio/rtt/avg has no value from 4 of 4 participants, the limit is < 120 ms',
} as const satisfies Partial<Record<keyof typeof sessions, string>>

test.each(Object.keys(reports))('a failed gate is the same sentence in the report: %s', (name) => {
  for (const session of ['failed-by-assert', 'failed-by-expectation', 'failed-by-missing-metric'] as const)
    expect(reports[name]?.(sessions[session])).toContain(sentences[session])
})
