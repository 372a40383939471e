import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LoaderoClient } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { findTests, type PullOptions, pullTests } from '@loadero-test/runner'
import { createApp, type ProjectOptions, scriptedEngine } from '@loadero-test/server'
import fc from 'fast-check'
import { expect, inject, onTestFinished, test } from 'vitest'
import { addMarker } from '../../packages/runner/src/wire/ownership-marker.js'
import { contentHash } from '../../packages/runner/src/plan/content.js'
import { contentOf, readCurrent } from '../../packages/runner/src/plan/current.js'
import { planAll } from '../../packages/runner/src/plan/plan-all.js'
import { countWrites } from '../../packages/runner/src/plan/plan-test.js'
import { anyProject } from '../support/any-project.js'
import { aParticipant, aTest, createMade, type Made } from '../support/made-tests.js'
import { planOptions } from '../support/plan-options.js'

const alias = { 'loadero-test': inject('specModule') }

/** A project with these tests, and a directory to pull them into. */
async function startProject(tests: readonly Made[], project: Partial<ProjectOptions> = {}) {
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
  for (const one of tests) await createMade(client, one)
  const close = async () => {
    await app.close()
    await rm(root, { recursive: true })
  }
  return { client, root, close }
}

function findOptions(root: string): PullOptions['find'] {
  return {
    root,
    filters: [],
    alias,
    loadTimeoutMs: 120_000,
    allowOnly: true,
  }
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

/** How many requests would make the project what the specs say. */
async function writesOf(client: LoaderoClient, root: string) {
  const found = await findTests(findOptions(root))
  expect(found.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const { tests } = await planAll(found, client, planOptions)
  return tests.map(({ plan, error }) => {
    if (plan === undefined) throw error
    return countWrites(plan)
  })
}

test('whatever a project holds, its tests are all pulled, and a plan right after changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyProject, async (tests) => {
      const { client, root, close } = await startProject(tests)
      try {
        const pulled = await pull(client, root)
        expect(pulled.tests.filter(({ flaws }) => flaws.length > 0)).toEqual([])
        expect(await writesOf(client, root)).toEqual(tests.map(() => 0))
      } finally {
        await close()
      }
    }),
    { numRuns: 100 },
  )
})

/** The same, and it goes with the test. */
async function aProject(...given: Parameters<typeof startProject>) {
  const started = await startProject(...given)
  onTestFinished(started.close)
  return started
}

test('what is pulled reads as if somebody had written it', async () => {
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
    'call-a-room-fills.js': 'client => client.end()',
    'call-two-people-talk.js': 'client => client.end()',
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

test('a script that we pushed comes back as its author knows it, in the language of the project', async () => {
  const script = 'def test(driver):\n    pass\n'
  const made = aTest('visits', { script })
  const { client, root } = await aProject([made], { language: 'python' })
  const [row] = (await client.tests.list()).results
  if (row === undefined) throw new Error('nothing was made')
  const hash = contentHash(contentOf(await readCurrent(client, row, script)))
  const mark = { file: 'specs/old.loadero.ts', name: 'visits', prefix: '', project: 1, version: '0.9', hash }
  await client.tests.update(row.id, { ...made.test, script: addMarker(script, 'python', mark) })
  await pull(client, root)
  expect(await readAll(root)).toMatchObject({ 'visits.py': script })
  expect(await writesOf(client, root)).toEqual([0])
})

test('what no spec can say is marked skip and says why, and keeps no session from the others', async () => {
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
  expect(tests.filter(({ flaws }) => flaws.length > 0)).toEqual([
    { name: 'twice (3)', file: 'specs/twice-3.loadero.ts', flaws: ["another test is called 'twice', too"] },
    {
      name: 'crowd',
      file: 'specs/crowd.loadero.ts',
      flaws: ['has 51 participants, but mode performance takes at most 50'],
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
    "// Skipped: has 51 participants, but mode performance takes at most 50\ntest.skip('crowd', {",
  )
  expect(await writesOf(client, root)).toEqual([0, 0])
})

test('a file that is there with another content is replaced only when that is allowed, and then all are', async () => {
  const { client, root } = await aProject([aTest('one'), aTest('two')])
  await mkdir(join(root, 'specs'))
  for (const file of ['one.js', 'two.loadero.ts']) await writeFile(join(root, 'specs', file), 'mine')
  await expect(pull(client, root)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UserError: nothing was written, because this would replace:
      specs/two.loadero.ts
      specs/one.js]
      Allow it with --force, or write elsewhere with --into.
  `)
  expect(await readAll(root)).toEqual({ 'one.js': 'mine', 'two.loadero.ts': 'mine' })
  const { files } = await pull(client, root, { overwrite: true })
  expect(files.toSorted()).toEqual(
    ['one.js', 'one.loadero.ts', 'two.js', 'two.loadero.ts'].map((f) => `specs/${f}`),
  )
  expect((await pull(client, root)).files).toEqual([])
  expect(await writesOf(client, root)).toEqual([0, 0])
})

test('a test that another spec declares is left to it', async () => {
  const { client, root } = await aProject([aTest('mine'), aTest('other')])
  const spec = "import { test } from 'loadero-test'\n\ntest.todo('mine')\n"
  await writeFile(join(root, 'own.loadero.ts'), spec)
  const { tests, leftOut } = await pull(client, root)
  expect(tests.map(({ name }) => name)).toEqual(['other'])
  expect(leftOut).toEqual([{ name: 'mine', reason: 'is already declared in own.loadero.ts' }])
})

test('a name chooses whole files, which are called the same as in a pull of all', async () => {
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

test('with a prefix only its tests are pulled, under the names that specs know; without, no other branch is', async () => {
  const mark = { file: 'a.loadero.ts', name: 'visits', prefix: 'x', project: 1, version: '1' }
  const branch = aTest('[x] visits', { script: addMarker('client => {}', 'javascript', mark) })
  const { client, root } = await aProject([aTest('visits'), branch])
  const prefixed = await pull(client, root, { prefix: 'x', directory: 'x' })
  expect(prefixed.tests).toEqual([{ name: 'visits', file: 'x/visits.loadero.ts', flaws: [] }])
  await rm(join(root, 'x'), { recursive: true })
  const { tests, leftOut } = await pull(client, root)
  expect(tests.map(({ name }) => name)).toEqual(['visits'])
  expect(leftOut).toEqual([{ name: '[x] visits', reason: "belongs to the prefix 'x'" }])
})

test('specs that the globs of the configuration leave out are told', async () => {
  const { client, root } = await aProject([aTest('visits')])
  const find = { ...findOptions(root), include: ['load/**/*.loadero.ts'] }
  expect((await pull(client, root, { find })).unseen).toEqual(['specs/visits.loadero.ts'])
})
