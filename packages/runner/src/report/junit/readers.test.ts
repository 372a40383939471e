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

/**
 * What the code of readers that are not packages does with a case, as recorded from it: which text is the title of a
 * failure, which attachments remain, and what the time of a suite is.
 */
const readers = {
  'Jenkins junit-attachments keeps one file of each name': (xml: string) => {
    for (const [testcase] of xml.matchAll(/<testcase[\s\S]*?(?:<\/testcase>|\/>)/g)) {
      const [out = ''] = /<system-out>[^<]*<\/system-out>\s*<\/testcase>/.exec(testcase) ?? []
      const names = [...out.matchAll(/\[\[ATTACHMENT\|(.*)\]\]/g)].map(([, path = '']) =>
        path.split('/').at(-1),
      )
      expect(new Set(names).size).toBe(names.length)
    }
  },
  'GitLab shows the first file, and only a picture inline': (xml: string) => {
    for (const [out] of xml.matchAll(/<system-out>[^<]*<\/system-out>/g)) {
      const files = [...out.matchAll(/\[\[ATTACHMENT\|(.*)\]\]/g)].map(([, path = '']) => path)
      const pictures = files.filter((file) => file.endsWith('.png'))
      expect(files.slice(0, pictures.length)).toEqual(pictures)
    }
  },
  'readers that print type and message say each once': (xml: string) => {
    for (const [, message = '', type = ''] of xml.matchAll(/ message="([^"]*)" type="([^"]*)"/g)) {
      expect(`${type}: ${message}`).not.toMatch(new RegExp(`^${type}: ${type}:`))
    }
  },
  'dorny with jest-junit links the last stack frame': (xml: string) => {
    for (const [, body = ''] of xml.matchAll(/<(?:failure|error) [^>]*>([^<]*)</g)) {
      const last = body.split('\n').at(-1) ?? ''
      if (body.includes('    at ')) expect(last).toMatch(/^ {4}at .* \([^()]+:\d+:\d+\)$/)
    }
  },
} as const satisfies Readonly<Record<string, (xml: string) => void>>

test.each(Object.entries(readers))('%s', (_, read) => {
  for (const [, summary] of rows) {
    for (const cases of ['test', 'check', 'participant'] as const) read(render(summary, { cases }))
  }
})
