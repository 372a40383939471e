import { expect, test } from 'vitest'
import type { TestResult } from '../model/result.js'
import { aSummary, aTestResult } from '../../test/examples.js'
import { failuresLines } from './console/summary-lines.js'
import { paletteOf } from './console/palette.js'
import { annotationsOf } from './export/annotations.js'
import { githubSummary } from './export/job-summary.js'
import { renderHtml } from './html/page.js'
import { jsonPieces } from './json/json.js'
import { junitPieces } from './junit/junit.js'

/** Every report of a session with this test, without escapes of Markdown. */
function reportsOf(result: Partial<TestResult>) {
  const summary = aSummary({ tests: [aTestResult(result)] })
  return {
    console: failuresLines(summary, {
      cwd: '/project',
      palette: paletteOf(false),
      maxFiles: 3,
      maxSameTests: 10,
    }).join('\n'),
    junit: [...junitPieces(summary, { outputFile: '/project/junit.xml' })].join(''),
    json: [...jsonPieces(summary, '/project')].join(''),
    html: renderHtml(summary, { directory: '/project' }),
    annotations: annotationsOf(summary).join('\n'),
    jobSummary: githubSummary(summary).replaceAll('\\', ''),
  }
}

const late = '20 of 40 participants started 36.0 s to 2 min 22 s after the start interval'
const overloaded =
  'the machine was overloaded, so this failure says nothing about the product: gone. Run fewer.'

test('every report has the warnings of a test that passed', () => {
  for (const [name, text] of Object.entries(reportsOf({ warnings: [late] }))) {
    expect.soft(text, name).toContain(late)
  }
})

test('every report has the advice of an errored test', () => {
  const reason = { kind: 'results' as const, message: overloaded, participants: [], evidence: [] }
  const reports = reportsOf({ verdict: 'errored', reasons: [reason] })
  for (const [name, text] of Object.entries(reports)) expect.soft(text, name).toContain(overloaded)
  expect(reports.junit).toContain('<error ')
  expect(reports.junit).not.toContain('<failure')
})

test('warnings are annotations of their own severity', () => {
  expect(annotationsOf(aSummary({ tests: [aTestResult({ warnings: [late] })] }))).toEqual([
    `::warning file=specs/shop.loadero.ts,line=7,title=shop > buys::${late}`,
  ])
})
