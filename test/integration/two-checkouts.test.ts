import { type Fetch, LoaderoClient } from '@loadero-test/core'
import { planProject, pushProject } from '@loadero-test/runner'
import { expect, inject, test } from 'vitest'
import { planOptions } from '../support/plan-options.js'
import { createProject, head } from '../support/project.js'
import { createSessionEnvironment, verdictsOf } from '../support/session-environment.js'

/** Three tests; in checkout A the participant of the third one fails. */
function specs(checkout: 'a' | 'b'): Record<string, string> {
  const names = checkout === 'a' ? ['x', 'x', 'loser'] : ['y', 'y', 'winner']
  const tests = names.map(
    (name, index) =>
      `test('t${index + 1}', { script: script('./script.js'), participants: [{ name: '${name}', browser: 'chromeLatest' }] })\n`,
  )
  return {
    'specs/all.loadero.ts': head + tests.join(''),
    'specs/script.js': `client => client.waitForElementVisible('#${checkout}')`,
  }
}

interface Interleaving {
  /** Whether checkout B pushes before this request of A: its number and its path. */
  readonly isMoment: (request: number, path: string) => boolean
  readonly force: boolean
}

/** A session of checkout A, beside which checkout B pushes once. */
async function interleave({ isMoment, force }: Interleaving) {
  const place = await createSessionEnvironment({
    files: specs('a'),
    scenario: {
      participants: [{ name: 'loser', result: 'fail', message: '✖ no room' }],
      default: { durationMs: 30_000 },
    },
  })
  // Both checkouts were pushed before; that of A is current.
  await place.session({ concurrency: 3 })
  const root = await createProject(specs('b'))
  const find = {
    root,
    filters: [],
    alias: { 'loadero-test': inject('specModule') },
    loadTimeoutMs: 120_000,
    allowOnly: true,
  }
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: 'secret-token',
    apiBase: 'http://loadero.test/v2/',
    fetch: place.fetch,
    clock: place.clock,
    rateLimit: Infinity,
  })
  const push = async () => {
    const { signal } = new AbortController()
    const plan = { ...planOptions, launch: false, force }
    const project = await planProject({ find, plan }, { connect: () => Promise.resolve(client), signal })
    return pushProject(project, () => undefined, signal)
  }
  let requests = 0
  let isPushing = false
  let pushed: Awaited<ReturnType<typeof push>> | undefined
  const fetch: Fetch = async (url, init) => {
    if (isMoment(requests++, new URL(url).pathname) && !isPushing) {
      isPushing = true
      pushed = await push()
    }
    return place.fetch(url, init)
  }
  const summary = await place.session({ sessionId: 's2', concurrency: 1, fetch })
  const passedRuns = summary.tests
    .filter(({ verdict }) => verdict === 'passed')
    .flatMap(({ run }) => run ?? [])
  const scripts = await Promise.all(
    passedRuns.map(async (run) => (await client.files.get(run.script_file_id ?? 0)).content ?? ''),
  )
  return { summary, scripts, pushed, requests, runs: await place.runs() }
}

const rows: string[] = []

test.each([0, 3, 8, 14, 18, 22, 26, 30, 34, 38])(
  'a push before request %i makes no false green',
  async (before) => {
    const { summary, scripts, runs, pushed, requests } = await interleave({
      isMoment: (request) => request === before,
      force: true,
    })
    const { exit, ...verdicts } = verdictsOf(summary)
    rows.push(`before request ${before} of ${requests}: ${JSON.stringify(verdicts)}, exit ${exit}`)
    expect(pushed).toEqual([])
    expect(verdicts).not.toHaveProperty('t3', 'passed')
    expect(exit).not.toBe(0)
    // Each green executed the script of its own checkout.
    for (const script of scripts) expect(script).toContain("'#a'")
    for (const { verdict, receipt } of summary.tests)
      expect(receipt !== undefined).toBe(verdict !== 'errored')
    // No run is left, and an errored test says what its run was.
    expect(runs.filter(({ status }) => !['done', 'aborted'].includes(status))).toEqual([])
    const errored = summary.tests.filter(({ verdict }) => verdict === 'errored')
    for (const { reasons } of errored) {
      expect(reasons[0]?.message).toMatch(/is not of specs\/all\.loadero\.ts: its script is another one/)
    }
  },
)

test('the interleavings are different ones', () => {
  console.log(rows.join('\n'))
  expect(new Set(rows.map((row) => row.replace(/^.*?: /, ''))).size).toBeGreaterThan(2)
})

test('without --force, a push beside a live run is refused', async () => {
  const { summary, pushed } = await interleave({
    // The poll of a live run.
    isMoment: (_, path) => path === '/v2/projects/1/runs/',
    force: false,
  })
  expect(verdictsOf(summary)).toEqual({ t1: 'passed', t2: 'passed', t3: 'failed', exit: 1 })
  expect(pushed?.map(({ kind }) => kind)).toEqual(['plan', 'plan', 'plan'])
  expect(pushed?.[0]?.message).toMatch(
    /^'t1' would be changed at Loadero while 1 run of the project is live: run \d+ of 't\d'/,
  )
})

test('two pushes at once create no duplicates', async () => {
  const place = await createSessionEnvironment({ files: specs('a') })
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: 'secret-token',
    apiBase: 'http://loadero.test/v2/',
    fetch: place.fetch,
    clock: place.clock,
    rateLimit: Infinity,
  })
  const notices: string[] = []
  const { signal } = new AbortController()
  const find = {
    root: place.root,
    filters: [],
    alias: { 'loadero-test': inject('specModule') },
    loadTimeoutMs: 120_000,
    allowOnly: true,
  }
  const plan = { ...planOptions, launch: false }
  const connect = () => Promise.resolve(client)
  // Both have planned to create all tests before either does.
  const first = await planProject({ find, plan }, { connect, signal })
  const second = await planProject({ find, plan }, { connect, signal })
  const push = (project: typeof first) =>
    pushProject(
      project,
      () => undefined,
      signal,
      (message) => void notices.push(message),
    )
  const errors = (await Promise.all([push(first), push(second)])).flat()
  expect(errors).toEqual([])
  const { results } = await client.tests.list()
  expect(results.map(({ name = '' }) => name).toSorted((a, b) => a.localeCompare(b))).toEqual([
    't1',
    't2',
    't3',
  ])
  expect(notices).toHaveLength(3)
  expect(notices[0]).toMatch(
    /^another push created 't\d' at the same time, as test \d+; test \d+ was deleted$/,
  )
  expect(
    (await planProject({ find, plan }, { connect, signal })).tests.map((one) => one.plan?.test.kind),
  ).toEqual(['keep', 'keep', 'keep'])
})

test('duplicates that exist already are resolved by a push', async () => {
  const place = await createSessionEnvironment({ files: specs('a') })
  await place.session()
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: 'secret-token',
    apiBase: 'http://loadero.test/v2/',
    fetch: place.fetch,
    clock: place.clock,
    rateLimit: Infinity,
  })
  const t1 = (await client.tests.list()).results.find(({ name }) => name === 't1')
  const twin = await client.tests.duplicate(t1?.id ?? 0, { name: 't1' })
  const notices: string[] = []
  const summary = await place.session({
    sessionId: 's2',
    reporters: [{ name: 'notices', onNotice: ({ message }) => void notices.push(message) }],
  })
  expect(verdictsOf(summary)).toMatchObject({ t1: 'passed', t2: 'passed' })
  expect((await client.tests.list()).results.map(({ id }) => id)).not.toContain(twin.id)
  expect(notices.join('\n')).toContain(
    `test ${twin.id} had the name and the marker of 't1' and no runs; it was deleted`,
  )
})
