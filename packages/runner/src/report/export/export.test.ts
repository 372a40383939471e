import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { validate } from 'ctrf'
import fc from 'fast-check'
import parsePrometheusText from 'parse-prometheus-text-format'
import { expect, onTestFinished, test } from 'vitest'
import { aRun, aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { hostileSummary } from '../../../test/hostile-texts.js'
import { sessions } from '../../../test/sessions.js'
import type { Summary } from '../../model/session.js'
import { allureReporter } from './allure.js'
import { ctrfReport } from './ctrf.js'
import { openmetricsText } from './openmetrics.js'

const outputFile = '/project/.loadero/ctrf-report.json'

test('writes gauges of tests, checks and metrics', () => {
  expect(openmetricsText(sessions['failed-by-script'])).toMatchSnapshot()
})

test('a parser of Prometheus reads all numbers of any session', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      const text = openmetricsText(summary)
      const families = parsePrometheusText(text)
      const samples = families.flatMap(({ metrics }) => metrics)
      expect(samples).toHaveLength(text.split('\n').filter((line) => /^[a-z]/.test(line)).length)
      for (const { value } of samples) expect(Number.isFinite(Number(value))).toBe(true)
      for (const { type } of families) expect(type).toBe('GAUGE')
      // A series occurs once, a family is in one piece, and the last line ends the text.
      const series = text.split('\n').filter((line) => !line.startsWith('#'))
      expect(new Set(series.map((line) => line.replace(/ \S+$/, ''))).size).toBe(series.length)
      expect(new Set(families.map(({ name }) => name)).size).toBe(families.length)
      expect(text.endsWith('\n# EOF\n')).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test.each(Object.entries<Summary>(sessions))('the CTRF report of the session %s is valid', (_, summary) => {
  const report: unknown = JSON.parse(JSON.stringify(ctrfReport(summary, { outputFile })))
  expect(validate(report)).toMatchObject({ valid: true })
})

test('the CTRF report of a flaky session has attempts, files and checks', () => {
  const sourcePath = (file: string) => `packages/load/${file}`
  expect(ctrfReport(sessions.flaky, { outputFile, sourcePath })).toMatchSnapshot()
})

test('hostile texts and numbers keep the CTRF report valid', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      const report = JSON.parse(JSON.stringify(ctrfReport(summary, { outputFile }))) as ReturnType<
        typeof ctrfReport
      >
      expect(validate(report)).toMatchObject({ valid: true })
      const { tests, passed, failed, skipped, other } = report.results.summary
      expect(passed + failed + skipped + other).toBe(tests)
    }),
    { numRuns: 50 },
  )
})

async function readResults(directory: string) {
  const names = (await readdir(directory)).filter((name) => name.endsWith('-result.json'))
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))
  return texts.map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>)
}

test('Allure results have attempts, statuses and copied files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'allure-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'run-34', 'last screen.buyer-3.103.png')
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, 'picture')
  const attempt = (
    verdict: 'failed' | 'errored' | 'passed',
    startedMs: number,
    evidence: readonly string[],
  ) => ({
    verdict,
    run: aRun(),
    reasons:
      verdict === 'passed'
        ? []
        : [{ kind: 'script' as const, message: `${verdict} here`, participants: ['buyer #0'], evidence }],
    participantCounts: { total: 1, passed: 0, failed: 1 },
    startedMs,
    durationMs: 1_000,
  })
  const previous = attempt('failed', 1_000, [file, join(directory, 'removed.log')])
  const tests = [
    aTestResult({
      ...attempt('passed', 5_000, []),
      test: { ...aTest('shop > buys'), tags: ['smoke'], properties: { requirement: 'X-1' } },
      checks: [{ kind: 'script', name: 'script', outcome: 'passed', participants: { total: 1, passed: 1 } }],
      previousAttempts: [previous],
    }),
    aTestResult({ ...attempt('errored', 9_000, []), test: aTest('shop > sells') }),
  ]
  const results = join(directory, 'allure-results')
  const reporter = allureReporter({ outputFile: results, sourcePath: (path) => `packages/load/${path}` })
  await reporter.onEnd?.(aSummary({ tests }))
  // The same session again replaces its results.
  await reporter.onEnd?.(aSummary({ tests }))
  const all = (await readResults(results)).toSorted((a, b) => Number(a['start']) - Number(b['start']))
  expect(all).toMatchSnapshot()
  expect(all[0]?.['historyId']).toBe(all[1]?.['historyId'])
  const copies = (await readdir(results)).filter((name) => name.includes('-attachment'))
  expect(await Promise.all(copies.map((name) => readFile(join(results, name), 'utf8')))).toEqual(['picture'])
})
