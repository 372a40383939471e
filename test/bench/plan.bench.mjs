// Requests that a push makes, against the fewest that could do it and against reading and writing everything.
// Counts, not times: at 4 requests a second they are what a user waits for. Build first: npx tsc -b packages/cli.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LoaderoClient } from '@loadero-test/core'
import { planProject, pushProject } from '@loadero-test/runner'
import { createApp, idleEngine } from '@loadero-test/server'

const tests = 20
const specModule = fileURLToPath(new URL('../../packages/runner/dist/spec.js', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'bench-plan-'))
mkdirSync(join(root, 'specs'))

/** What each test has: two equal groups of three participants, one participant alone, three asserts, two of them on a condition. */
const children = { groups: 2, members: 6, alone: 1, asserts: 3, preconditions: 4 }
const rows = 1 + Object.values(children).reduce((sum, count) => sum + count, 0)

function specOf(
  index,
  { name = '', timeout = 60, network = 'default', limit = 200, third = 'listener', script = '' },
) {
  return `
test('test ${index}${name}', {
  script: script('./script.js', { vars: { note: '${index}${script}' } }),
  participantTimeout: ${timeout},
  groups: ['left', 'right'].map((name) => ({ name, participants: ['caller', 'callee', '${third}'].map((name) => ({ name, browser: 'chromeLatest' })) })),
  participants: [{ name: 'observer', browser: 'chromeLatest', network: '${network}' }],
  asserts: [
    metric('webrtc/audio/rtt/avg').lessThan(${limit}),
    metric('machine/cpu/used/avg').lessThan(90).when({ browser: 'chromeLatest', network: '4g' }),
    metric('machine/ram/used/avg').lessThan(90).when({ browser: 'chromeLatest', network: '4g' }),
  ],
})`
}

function write(change, changed = tests) {
  const specs = Array.from({ length: tests }, (_, index) => specOf(index, index < changed ? change : {}))
  writeFileSync(join(root, 'specs', 'script.js'), '(client, vars) => client.end()')
  writeFileSync(
    join(root, 'specs', 'all.loadero.ts'),
    `import { metric, script, test } from 'loadero-test'\n${specs.join('\n')}`,
  )
}

const requests = []
const app = createApp({ engine: idleEngine() })
const client = new LoaderoClient({
  projectId: 1,
  accessToken: 'bench',
  apiBase: 'http://loadero.bench/v2/',
  rateLimit: Infinity,
  fetch: (url, init) => {
    requests.push(init.method)
    return app(url, init)
  },
})

async function push() {
  requests.length = 0
  const signal = new AbortController().signal
  const project = await planProject(
    {
      find: {
        root,
        filters: [],
        alias: { 'loadero-test': specModule },
        loadTimeoutMs: 60_000,
        allowOnly: true,
      },
      plan: { prefix: '', version: '0', push: true, launch: false, adopt: false, failOnDrift: false },
    },
    { connect: async () => client, signal },
  )
  const errors = [...project.errors, ...(await pushProject(project, () => undefined, signal))]
  if (errors.length > 0 || project.tests.length !== tests)
    throw new Error(JSON.stringify([errors, project.diagnostics]))
  const reads = requests.filter((method) => method === 'GET').length
  return { reads, writes: requests.length - reads }
}

/** List of tests; then of each test itself, its script, groups, members of each group, participants, asserts, conditions of each assert. */
const naiveReads = 1 + tests * (5 + children.groups + children.asserts)
const naiveWrites = tests * rows

async function report(what, fewest) {
  const { reads, writes } = await push()
  const naive = `naive ${naiveReads} + ${naiveWrites}`
  const seconds = `${(reads + writes) / 4} s at 4 a second`
  console.log(`${what}: ${reads} reads, ${writes} writes (at least ${fewest}; ${naive}); ${seconds}`)
}

try {
  console.log(`${tests} tests of ${rows} resources each`)
  write({})
  // The second group with its members takes one request, as a copy, and of the second of the equal asserts two.
  await report('all are new', tests * (rows - children.members / 2 - 1))
  await report('nothing changed', 0)
  write({ network: '4g' }, 1)
  await report('one participant of one test', 1)
  write({ network: '4g', limit: 150 })
  await report('a participant and a limit of each test, one of them done before', 2 * tests - 1)
  write({ network: '4g', limit: 150, timeout: 90, script: 'new' })
  await report('script and settings of each test', tests)
  write({ network: '4g', limit: 150, timeout: 90, script: 'new', name: ' renamed' })
  await report('all renamed', tests)
  write({ network: '4g', limit: 150, timeout: 90, script: 'new', name: ' renamed', third: 'singer' })
  await report('a participant renamed in both groups of each test', 2 * tests)
} finally {
  await client.close()
  await app.close()
  rmSync(root, { recursive: true, force: true })
}
