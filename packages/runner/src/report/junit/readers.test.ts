import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseJunit } from 'junit2json'
import { parse as parseTestResults } from 'test-results-parser'
import { expect, onTestFinished, test } from 'vitest'
import { sessions } from '../../../test/sessions.js'
import type { Summary } from '../../model/session.js'
import { type JunitOptions, junitPieces } from './junit.js'

const outputFile = '/project/.loadero/junit.xml'
const rows = Object.entries<Summary>(sessions)

function render(summary: Summary, options: Partial<JunitOptions> = {}): string {
  return [...junitPieces(summary, { outputFile, ...options })].join('')
}

/** The counts that the console shows, where an interrupted test is an error. */
function countsOf({ tests }: Summary) {
  const count = (...verdicts: readonly string[]) =>
    tests.filter(({ verdict }) => verdicts.includes(verdict)).length
  return {
    passed: count('passed'),
    failed: count('failed'),
    errored: count('errored', 'interrupted'),
    skipped: count('skipped'),
  }
}

/** Cases of the session itself, which no test has. */
function ofSession(name: string | undefined): boolean {
  return name !== undefined && /^(?:session |no tests$|report shortened$|.*\.loadero\.ts$)/.test(name)
}

test.each(rows)('junit2json counts the session %s as the console does', async (_, summary) => {
  const report = await parseJunit(render(summary))
  if (!report || !('testsuite' in report)) throw new Error('it has no suites')
  const cases = (report.testsuite ?? [])
    .flatMap((suite) => suite.testcase ?? [])
    .filter(({ name }) => !ofSession(name))
  const skipped = cases.filter((one) => one.skipped !== undefined && one.skipped.length > 0).length
  const failed = cases.filter(({ failure = [] }) => failure.length > 0).length
  const errored = cases.filter(({ error = [] }) => error.length > 0).length
  const passed = cases.length - skipped - failed - errored
  expect({ passed, failed, errored, skipped }).toEqual(countsOf(summary))
})

test.each(rows)('test-results-parser counts the session %s as the console does', async (_, summary) => {
  const directory = await mkdtemp(join(tmpdir(), 'junit-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'junit.xml')
  await writeFile(file, render(summary))
  const { suites } = parseTestResults({ type: 'junit', files: [file] })
  const cases = suites.flatMap((suite) => suite.cases).filter(({ name }) => !ofSession(name))
  const { passed, failed, errored, skipped } = countsOf(summary)
  const count = (...statuses: readonly string[]) =>
    cases.filter(({ status }) => statuses.includes(status.toLowerCase())).length
  // It has no status for errors: they are failures.
  expect(count('pass', 'passed')).toBe(passed)
  expect(count('fail', 'failed', 'error')).toBe(failed + errored)
  expect(count('skip', 'skipped')).toBe(skipped)
})

/** Each `system-out` of a report, and the paths of its attachments. */
function attachmentLists(xml: string): readonly (readonly string[])[] {
  return [...xml.matchAll(/<system-out>[^<]*<\/system-out>/g)].map(([out]) =>
    [...out.matchAll(/\[\[ATTACHMENT\|(.*)\]\]/g)].map(([, path = '']) => path),
  )
}

/** All reports, as recorded expectations of readers that are not packages apply to them. */
const reports = rows.flatMap(([, summary]) =>
  (['test', 'check', 'participant'] as const).map((cases) => render(summary, { cases })),
)

test('attachments of a case have different names, of which Jenkins keeps one each', () => {
  for (const files of reports.flatMap(attachmentLists)) {
    const names = files.map((file) => file.split('/').at(-1))
    expect(new Set(names).size).toBe(names.length)
  }
})

test('pictures come first, because GitLab shows only one file', () => {
  for (const files of reports.flatMap(attachmentLists)) {
    const pictures = files.filter((file) => file.endsWith('.png'))
    expect(files.slice(0, pictures.length)).toEqual(pictures)
  }
})

test('readers that print type and message say each once', () => {
  const problems = reports.flatMap((xml) => [...xml.matchAll(/ message="([^"]*)" type="([^"]*)"/g)])
  expect(problems.length).toBeGreaterThan(10)
  for (const [, message = '', type = ''] of problems) expect(message.startsWith(`${type}:`)).toBe(false)
})

test('dorny links the last stack frame of a failure', () => {
  const bodies = reports
    .flatMap((xml) => [...xml.matchAll(/<(?:failure|error) [^>]*>([^<]*)</g)])
    .map(([, body = '']) => body)
    .filter((body) => body.includes('    at '))
  expect(bodies.length).toBeGreaterThan(10)
  for (const body of bodies) expect(body.split('\n').at(-1)).toMatch(/^ {4}at .* \([^()]+:\d+:\d+\)$/)
})
