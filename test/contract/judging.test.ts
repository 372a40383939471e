import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Fetch, LoaderoClient, virtualClock } from '@loadero-test/core'
import { runSession } from '@loadero-test/runner'
import { type Assumptions, createApp, type Scenario, scriptedEngine } from '@loadero-test/server'
import { expect, onTestFinished, test } from 'vitest'
import { planOptions } from '../support/plan-options.js'
import { createProject } from '../support/project.js'

const alias = {
  'loadero-test': fileURLToPath(new URL('../../packages/runner/src/spec.ts', import.meta.url)),
}

const crowd = `{
  script: script('./play.js'),
  participants: [
    { name: 'lucky', browser: 'chromeLatest', count: 5 },
    { name: 'unlucky', browser: 'firefoxLatest', count: 3 },
  ],`

const scenario: Scenario = {
  participants: [{ name: 'unlucky', result: 'fail', message: '✖ no room 12' }],
  default: { metrics: { 'machine/cpu/used': [2, 4] } },
}

interface Settings {
  readonly artifacts?: 'all' | 'failed' | 'none'
  readonly assumptions?: Partial<Assumptions>
}

/** Runs one test against the local Loadero; `reads` counts the requests for results of each kind. */
const play = async (options: string, { artifacts = 'failed', assumptions = {} }: Settings = {}) => {
  const clock = virtualClock()
  const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }), accessToken: 'x', assumptions })
  onTestFinished(() => app.close())
  const reads = { list: 0, statistics: 0, whole: [] as string[], files: 0 }
  const fetch: Fetch = (url, init) => {
    const [, what] = /\/runs\/\d+\/results\/(?:(\w+)\/)?(?:\?.*)?$/.exec(url) ?? []
    if (/\/runs\/\d+\/results\//.test(url)) {
      if (what === 'statistics') reads.statistics++
      else if (what === undefined) reads.list++
      else reads.whole.push(what)
    }
    return app(url, init)
  }
  const root = await createProject({
    'specs/a.loadero.ts': `import { metric, script, successRate, test } from 'loadero-test'\ntest('call', ${crowd} ${options}})`,
  })
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: 'x',
    apiBase: 'http://loadero.test/v2/',
    fetch,
    clock,
    pace: Infinity,
  })
  const { tests } = await runSession(
    {
      sessionId: 's',
      find: { root, filters: [], alias, loadTimeoutMs: 10_000, allowOnly: true },
      plan: planOptions,
      concurrency: 1,
      pollIntervalMs: 1_000,
      outputDir: join(root, 'out'),
      artifacts,
      simulated: true,
      passWithNoTests: false,
      facts: {},
    },
    { connect: () => Promise.resolve(client), clock, reporters: [], signal: new AbortController().signal },
  )
  const files = await readdir(join(root, 'out'), { recursive: true }).catch(() => [])
  return { result: tests[0], reads, logs: files.filter((file) => file.endsWith('script.log')) }
}

test('without metrics to check across participants, only those that failed are read whole, once each', async () => {
  const { result, reads } = await play('asserts: [metric("machine/cpu/used/avg").lessThan(5)]')
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
    { name: 'machine/cpu/used/avg < 5', outcome: 'passed', participants: { total: 8, passed: 8 } },
  ])
  expect(result?.metrics).toContainEqual({ path: 'machine/cpu/used/max', value: 4 })
})

test('an expected metric has those read that it is about, and nobody twice', async () => {
  const { result, reads } = await play(
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
] as const)(
  'with artifacts of %s, %d participants are read and %d logs are kept',
  async (artifacts, whole, kept) => {
    const { result, reads, logs } = await play('', { artifacts })
    expect([reads.whole.length, logs.length]).toEqual([whole, kept])
    expect(result?.reasons[0]).toMatchObject({
      message: '[simulated] no room 12',
      evidence: { length: kept && 3 },
    })
  },
)

test('an assert on what nobody measured is no pass, even where the service skips it', async () => {
  const { result } = await play(
    `asserts: [metric('webrtc/audio/rtt/avg').lessThan(5)], expects: [successRate().atLeast(0.5)]`,
    { assumptions: { missingMetric: 'skipped' } },
  )
  expect(result?.verdict).toBe('errored')
  expect(result?.reasons[0]?.message).toContain('was checked of 0 participants only')
})
