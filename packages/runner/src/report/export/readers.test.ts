import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allure2, junitXml } from '@allurereport/reader'
import { PathResultFile, type RawTestResult, type ResultsVisitor } from '@allurereport/reader-api'
import { expect, onTestFinished, test } from 'vitest'
import { aSummary, aTestResult } from '../../../test/examples.js'
import { sessions } from '../../../test/sessions.js'
import type { Summary } from '../../model/session.js'
import { junitPieces } from '../junit/junit.js'
import { allureReporter } from './allure.js'
import { ctrfReport } from './ctrf.js'

/** What Allure 3's own readers find in a directory. */
async function readWithAllure(write: (directory: string) => Promise<unknown>) {
  const directory = await mkdtemp(join(tmpdir(), 'readers-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await write(directory)
  const results: RawTestResult[] = []
  const visitor: ResultsVisitor = {
    visitTestResult: async (result) => void results.push(result),
    visitTestFixtureResult: async () => undefined,
    visitAttachmentFile: async () => undefined,
    visitCheckResult: async () => undefined,
    visitMetrics: async () => undefined,
    visitMetadata: async () => undefined,
    visitGlobals: async () => undefined,
  }
  for (const name of await readdir(directory)) {
    const file = new PathResultFile(join(directory, name))
    const reader = name.endsWith('.xml') ? junitXml : allure2
    expect(await reader.matches?.(file)).toBe(true)
    expect(await reader.read?.(visitor, file)).toBe(true)
  }
  return results
}

const statuses = {
  passed: 'passed',
  failed: 'failed',
  errored: 'broken',
  interrupted: 'broken',
  skipped: 'skipped',
}
const rows = Object.entries<Summary>(sessions)

test.each(rows)('Allure reads its results of the session %s as the console does', async (_, summary) => {
  const results = await readWithAllure(async (directory) => {
    await allureReporter({ outputFile: directory }).onEnd?.(summary)
  })
  const found = results.map(({ name, status }) => `${name}: ${status}`)
  const expected = summary.tests.flatMap(({ test: { id }, verdict, previousAttempts }) =>
    [...previousAttempts.map((attempt) => attempt.verdict), verdict].map((one) => `${id}: ${statuses[one]}`),
  )
  expect(found).toEqual(expect.arrayContaining(expected))
  for (const { steps = [] } of results) {
    for (const step of steps) expect(step).toMatchObject({ type: 'step', name: expect.stringMatching(/./) })
  }
})

test.each(rows)('Allure reads the JUnit report of the session %s as the console does', async (_, summary) => {
  const results = await readWithAllure((directory) =>
    writeFile(
      join(directory, 'junit.xml'),
      [...junitPieces(summary, { outputFile: '/project/junit.xml' })].join(''),
    ),
  )
  for (const {
    test: { id },
    verdict,
  } of summary.tests) {
    expect(results.filter(({ name }) => name === id).map(({ status }) => status)).toContain(statuses[verdict])
  }
})

test('a warning is passed in every report, with its text', async () => {
  const warning = 'max of webrtc/audio/rtt/avg < 150 ms does not hold, got 412 ms'
  const summary = aSummary({
    tests: [
      aTestResult({
        warnings: [warning],
        checks: [
          {
            kind: 'expectation',
            name: 'max of webrtc/audio/rtt/avg < limit',
            title: 'max of webrtc/audio/rtt/avg < 150 ms',
            outcome: 'warned',
            gate: { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '150' },
            measure: { operator: 'lt', limit: 150, unit: 'ms', value: 412 },
            actual: '412 ms',
            participants: { total: 1, passed: 0 },
          },
        ],
      }),
    ],
  })
  const step = {
    name: 'warning: max of webrtc/audio/rtt/avg is 412 ms, the limit is < 150 ms (262 ms above)',
    status: 'passed',
  }
  const results = await readWithAllure(async (directory) => {
    await allureReporter({ outputFile: directory }).onEnd?.(summary)
  })
  const message = `warning: ${warning}`
  expect(results).toMatchObject([{ status: 'passed', message, steps: [step] }])
  const { tests } = ctrfReport(summary, { outputFile: '/project/ctrf.json' }).results
  expect(tests).toMatchObject([{ status: 'passed', message, steps: [step] }])
  const junit = [...junitPieces(summary, { outputFile: '/project/junit.xml' })].join('')
  expect(junit).not.toContain('<failure')
  expect(junit).toContain('warning: max of webrtc/audio/rtt/avg &lt; 150 ms does not hold, got 412 ms')
})
