import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LoaderoClient } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { findTests, type PullOptions, pullTests } from '@loadero-test/runner'
import { createApp, type ProjectOptions, scriptedEngine } from '@loadero-test/server'
import fc from 'fast-check'
import { expect, inject, onTestFinished, test } from 'vitest'
import { addMarker } from '../../packages/runner/src/model/wire/ownership-marker.js'
import { type UserCode, withUserCode } from '../../packages/runner/src/collect/user-code/user-code.js'
import { contentHash } from '../../packages/runner/src/plan/content.js'
import { contentOf, readCurrent } from '../../packages/runner/src/plan/current.js'
import { planAll } from '../../packages/runner/src/plan/plan-all.js'
import { countWrites } from '../../packages/runner/src/plan/plan-test.js'
import { anyProject } from '../support/any-project.js'
import { aParticipant, aTest, createRemoteTest, type RemoteTest } from '../support/remote-tests.js'
import { planOptions } from '../support/plan-options.js'

const alias = { 'loadero-test': inject('specModule') }

/** A project with these tests, and a directory to pull them into. */
async function startProject(tests: readonly RemoteTest[], project: Partial<ProjectOptions> = {}) {
  const clock = virtualClock()
  const projects = [{ id: 1, tokens: [{ token: 'x' }], ...project }]
  const app = createApp({ clock, engine: scriptedEngine({ clock }), projects })
  const apiBase = 'http://loadero.test/v2/'
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: 'x',
    apiBase,
    fetch: app,
    clock,
    rateLimit: Infinity,
  })
  const root = await mkdtemp(join(tmpdir(), 'pull-'))
  for (const one of tests) await createRemoteTest(client, one)
  const close = async () => {
    await app.close()
    await rm(root, { recursive: true })
  }
  return { client, root, close }
}

const codeOptions = { alias, loadTimeoutMs: 120_000 }

function findOptions(root: string, userCode?: UserCode): PullOptions['find'] {
  return { ...codeOptions, root, filters: [], allowOnly: true, userCode }
}

function pull(client: LoaderoClient, root: string, options: Partial<PullOptions> = {}) {
  return pullTests(client, {
    find: findOptions(root),
    prefix: '',
    directory: 'specs',
    overwrite: false,
    ...options,
  })
}

async function readAll(root: string): Promise<Record<string, string>> {
  const files = (await readdir(join(root, 'specs'))).toSorted()
  const texts = files.map(async (file) => [file, await readFile(join(root, 'specs', file), 'utf8')] as const)
  return Object.fromEntries(await Promise.all(texts))
}

/** The number of writes that each test needs to match its spec. */
async function writesOf(client: LoaderoClient, root: string, userCode?: UserCode) {
  const found = await findTests(findOptions(root, userCode))
  expect(found.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const { tests } = await planAll(found, client, planOptions)
  return tests.map(({ plan, error }) => {
    if (plan === undefined) throw error
    return countWrites(plan)
  })
}

test('any pulled project has an empty plan', async () => {
  // The projects share a thread, because most of the time of a project is the start of its threads.
  await withUserCode({ ...codeOptions, verifyTimeoutMs: 0 }, (userCode) =>
    fc.assert(
      fc.asyncProperty(anyProject, async (tests) => {
        const { client, root, close } = await startProject(tests)
        try {
          const pulled = await pull(client, root, { find: findOptions(root, userCode) })
          expect(pulled.tests.filter(({ flaws }) => flaws.length > 0)).toEqual([])
          expect(await writesOf(client, root, userCode)).toEqual(tests.map(() => 0))
        } finally {
          await close()
        }
      }),
      { numRuns: 100 },
    ),
  )
})

/** Starts a project and closes it after the test. */
async function aProject(...args: Parameters<typeof startProject>) {
  const project = await startProject(...args)
  onTestFinished(project.close)
  return project
}

test('pulled specs read like handwritten code', async () => {
  const { client, root } = await aProject([
    {
      ...aTest('call > two people talk', { start_interval: 90, increment_strategy: 'linear_group' }),
      groups: [
        {
          name: 'pair',
          count: 2,
          participants: [
            { ...aParticipant('caller'), network: '4g', compute_unit: 'g4', record_audio: true },
            aParticipant('callee'),
          ],
        },
      ],
      participants: [],
      asserts: [
        { path: 'webrtc/audio/rtt/avg', operator: 'lt', expected: '200', preconditions: [] },
        {
          path: 'machine/cpu/used/95th',
          operator: 'lte',
          expected: '90.5',
          preconditions: [
            { property: 'browser', operator: 'eq', expected: 'chromeLatest' },
            { property: 'group_num', operator: 'gte', expected: '2' },
          ],
        },
      ],
    },
    {
      ...aTest('call > a room fills', { mode: 'load', participant_timeout: 3600 }),
      participants: ['01', '02', '03', '04'].map((number) => aParticipant(`visitor ${number}`)),
    },
  ])
  await pull(client, root)
  expect(await readAll(root)).toEqual({
    'call-a-room-fills.js': "/** @type {import('loadero-test/script').Script} */ client => client.end()",
    'call-two-people-talk.js': "/** @type {import('loadero-test/script').Script} */ client => client.end()",
    'call.loadero.ts': `import { describe, metric, script, test } from 'loadero-test'

describe('call', () => {
  test('two people talk', {
    incrementStrategy: 'linear_group',
    startInterval: '90s',
    script: script('./call-two-people-talk.js'),
    groups: [
      {
        name: 'pair',
        count: 2,
        participants: [
          {
            name: 'caller',
            browser: 'chromeLatest',
            network: '4g',
            computeUnit: 'g4',
            recordAudio: true,
          },
          { name: 'callee', browser: 'chromeLatest' },
        ],
      },
    ],
    asserts: [
      metric('webrtc/audio/rtt/avg').lessThan(200),
      metric('machine/cpu/used/95th')
        .atMost(90.5)
        .when({ browser: 'chromeLatest', groupNum: { gte: 2 } }),
    ],
  })

  test('a room fills', {
    mode: 'load',
    participantTimeout: '1h',
    script: script('./call-a-room-fills.js'),
    participants: Array.from({ length: 4 }, (_, index) => ({
      name: \`visitor \${String(index + 1).padStart(2, '0')}\`,
      browser: 'chromeLatest',
    })),
  })
})
`,
  })
})

test('a pushed script is pulled without its marker', async () => {
  const script = 'def test(driver):\n    pass\n'
  const remoteTest = aTest('visits', { script })
  const { client, root } = await aProject([remoteTest], { language: 'python' })
  const [row] = (await client.tests.list()).results
  if (row === undefined) throw new Error('no test was created')
  const hash = contentHash(contentOf(await readCurrent(client, row, script)))
  const marker = {
    file: 'specs/old.loadero.ts',
    name: 'visits',
    prefix: '',
    project: 1,
    version: '0.9',
    hash,
  }
  await client.tests.update(row.id, { ...remoteTest.test, script: addMarker(script, 'python', marker) })
  await pull(client, root)
  expect(await readAll(root)).toMatchObject({ 'visits.py': script })
  expect(await writesOf(client, root)).toEqual([0])
})

test('tests that no spec can express are skipped', async () => {
  const { client, root } = await aProject([
    aTest('fine'),
    aTest('twice'),
    aTest('twice'),
    { ...aTest('crowd'), participants: [{ ...aParticipant('one of many'), count: 51 }] },
    { ...aTest('empty'), participants: [] },
    aTest('no function', { script: 'console.log(1)' }),
    aTest('lone surrogate', { script: "client => '\ud800'" }),
  ])
  const { tests } = await pull(client, root)
  expect(tests.every(({ isManaged }) => !isManaged)).toBe(true)
  expect(tests.filter(({ flaws }) => flaws.length > 0)).toMatchObject([
    { name: 'twice (3)', file: 'specs/twice-3.loadero.ts', flaws: ["another test has the name 'twice' too"] },
    {
      name: 'crowd',
      file: 'specs/crowd.loadero.ts',
      flaws: ["has 51 participants, but mode 'performance' allows at most 50"],
    },
    { name: 'empty', file: 'specs/empty.loadero.ts', flaws: ['has no participants'] },
    {
      name: 'no function',
      file: 'specs/no-function.loadero.ts',
      flaws: ['script ./no-function.js is not a function expression'],
    },
    {
      name: 'lone surrogate',
      file: 'specs/lone-surrogate.loadero.ts',
      flaws: ['the spec would change the remote test'],
    },
  ])
  expect((await readAll(root))['crowd.loadero.ts']).toContain(
    "// Skipped: has 51 participants, but mode 'performance' allows at most 50\ntest.skip('crowd', {",
  )
  expect(await writesOf(client, root)).toEqual([0, 0])
})

test('existing files are replaced only when allowed', async () => {
  const { client, root } = await aProject([aTest('one'), aTest('two')])
  await mkdir(join(root, 'specs'))
  for (const file of ['one.js', 'two.loadero.ts']) await writeFile(join(root, 'specs', file), 'mine')
  await expect(pull(client, root)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UserError: Nothing was written, because these files exist with another content:
      specs/two.loadero.ts
      specs/one.js]
      Overwrite them with --force, or write to another folder with --out-dir.
  `)
  expect(await readAll(root)).toEqual({ 'one.js': 'mine', 'two.loadero.ts': 'mine' })
  const { files } = await pull(client, root, { overwrite: true })
  expect(files.toSorted()).toEqual(
    ['one.js', 'one.loadero.ts', 'two.js', 'two.loadero.ts'].map((f) => `specs/${f}`),
  )
  expect((await pull(client, root)).files).toEqual([])
  expect(await writesOf(client, root)).toEqual([0, 0])
})

test('tests that other specs declare are left out', async () => {
  const { client, root } = await aProject([aTest('mine'), aTest('other')])
  const spec = "import { test } from 'loadero-test'\n\ntest.todo('mine')\n"
  await writeFile(join(root, 'own.loadero.ts'), spec)
  const { tests, leftOut } = await pull(client, root)
  expect(tests.map(({ name }) => name)).toEqual(['other'])
  expect(leftOut).toEqual([{ name: 'mine', reason: 'is already declared in own.loadero.ts' }])
})

test('a name filter selects whole files', async () => {
  const names = ['call > one', 'call > two', 'Call > one', 'other']
  const { client, root } = await aProject(names.map((name) => aTest(name)))
  const pullNamed = (name: RegExp) => pull(client, root, { find: { ...findOptions(root), name } })
  const named = async (name: RegExp) =>
    (await pullNamed(name)).tests.map(({ file, name: full }) => `${file} ${full}`)
  expect(await named(/^call > one/)).toEqual([
    'specs/call.loadero.ts call > one',
    'specs/call.loadero.ts call > two',
  ])
  expect(await named(/^Call/)).toEqual(['specs/call-3.loadero.ts Call > one'])
})

test('a prefix selects the tests of its branch', async () => {
  const marker = { file: 'a.loadero.ts', name: 'visits', prefix: 'x', project: 1, version: '1' }
  const branch = aTest('[x] visits', { script: addMarker('client => {}', 'javascript', marker) })
  const { client, root } = await aProject([aTest('visits'), branch])
  const prefixed = await pull(client, root, { prefix: 'x', directory: 'x' })
  expect(prefixed.tests).toEqual([
    { name: 'visits', file: 'x/visits.loadero.ts', flaws: [], isManaged: true },
  ])
  await rm(join(root, 'x'), { recursive: true })
  const { tests, leftOut } = await pull(client, root)
  expect(tests.map(({ name }) => name)).toEqual(['visits'])
  expect(leftOut).toEqual([{ name: '[x] visits', reason: "belongs to the prefix 'x'" }])
})

test('specs outside the configured globs are reported', async () => {
  const { client, root } = await aProject([aTest('visits')])
  const find = { ...findOptions(root), include: ['load/**/*.loadero.ts'] }
  expect((await pull(client, root, { find })).unseen).toEqual(['specs/visits.loadero.ts'])
})
