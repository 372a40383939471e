import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactPolicy } from '@loadero-test/runner'
import type { Assumptions, Scenario } from '@loadero-test/server'
import { expect, test } from 'vitest'
import { createSessionEnvironment } from '../support/session-environment.js'

const crowd = `{
  script: script('./script.js'),
  participants: [
    { name: 'lucky', browser: 'chromeLatest', count: 5 },
    { name: 'unlucky', browser: 'firefoxLatest', count: 3 },
  ],`

const scenario: Scenario = {
  participants: [{ name: 'unlucky', result: 'fail', message: '✖ no room 12' }],
  default: { metrics: { 'machine/cpu/used': [2, 4] } },
}

interface Settings {
  readonly artifacts?: ArtifactPolicy
  readonly assumptions?: Partial<Assumptions>
}

/** Runs one test against the local Loadero; `reads` are its requests for results, by kind. */
async function runTest(options: string, { artifacts, assumptions = {} }: Settings = {}) {
  const head = `import { metric, script, successRate, test } from 'loadero-test'`
  const place = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': `${head}\ntest('call', ${crowd} ${options}})` },
    scenario,
    assumptions,
  })
  const outputDir = join(place.root, 'out')
  const { tests } = await place.session({ outputDir, ...(artifacts && { artifacts }) })
  const requested = place.requests.flatMap(({ line }) => /\/runs\/\d+\/results\/(\w*)/.exec(line)?.[1] ?? [])
  const reads = {
    list: requested.filter((path) => path === '').length,
    statistics: requested.filter((path) => path === 'statistics').length,
    whole: requested.filter((path) => /^\d+$/.test(path)),
  }
  const files = await readdir(outputDir, { recursive: true }).catch(() => [])
  return { result: tests[0], reads, logs: files.filter((file) => file.endsWith('script.log')) }
}

test('without metric expectations only failed results are read', async () => {
  const { result, reads } = await runTest('asserts: [metric("machine/cpu/used/avg").lessThan(5)]')
  expect(result?.verdict).toBe('failed')
  expect(reads).toMatchObject({ list: 1, statistics: 1 })
  expect(reads.whole).toHaveLength(3)
  expect(new Set(reads.whole).size).toBe(3)
  expect(result?.reasons).toMatchObject([
    {
      message: '[simulated] no room 12',
      participants: ['unlucky #5', 'unlucky #6', 'unlucky #7'],
      overrepresented: ['3 of 3: firefox132, participant unlucky'],
    },
  ])
  expect(result?.checks).toMatchObject([
    { name: 'script', participants: { total: 8, passed: 5 } },
    { name: 'machine/cpu/used/avg < limit', outcome: 'passed', participants: { total: 8, passed: 8 } },
  ])
  expect(result?.metrics).toContainEqual({ path: 'machine/cpu/used/max', value: 4 })
})

test('a metric expectation reads each result once', async () => {
  const { result, reads } = await runTest(
    `expects: [successRate().atLeast(0.5), metric('machine/cpu/used/avg').where({ participant: 'lucky' }).max().atMost(3)]`,
  )
  expect(result?.verdict).toBe('passed')
  expect(new Set(reads.whole).size).toBe(8)
  expect(reads.whole).toHaveLength(8)
})

test.each([
  ['all', 8, 8],
  ['failed', 3, 3],
  ['none', 3, 0],
] as const)('artifacts %s reads %d results and keeps %d logs', async (artifacts, whole, kept) => {
  const { result, reads, logs } = await runTest('', { artifacts })
  expect([reads.whole.length, logs.length]).toEqual([whole, kept])
  expect(result?.reasons[0]).toMatchObject({
    message: '[simulated] no room 12',
    evidence: { length: kept && 3 },
  })
})

test('an assert without measurements never passes', async () => {
  const { result } = await runTest(
    `asserts: [metric('webrtc/audio/rtt/avg').lessThan(5)], expects: [successRate().atLeast(0.5)]`,
    { assumptions: { missingMetric: 'skipped' } },
  )
  expect(result?.verdict).toBe('errored')
  expect(result?.reasons[0]?.message).toMatchInlineSnapshot(
    `"webrtc/audio/rtt/avg < 5 ms applies to 5 participants that passed, but 0 passed it (invariant assert-applies)"`,
  )
})
