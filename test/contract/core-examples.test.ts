import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { copyForLoad, doubleGroups } from '../../packages/core/examples/change.js'
import { connect } from '../../packages/core/examples/connect.js'
import { createCall } from '../../packages/core/examples/create-test.js'
import { explain } from '../../packages/core/examples/errors.js'
import { outline } from '../../packages/core/examples/existing-resources.js'
import { ungroupedParticipants, recentFailures } from '../../packages/core/examples/lists.js'
import { busiest, failedAsserts, saveFiles, summary } from '../../packages/core/examples/results.js'
import { runMany } from '../../packages/core/examples/run-many.js'
import { runTest } from '../../packages/core/examples/run-test.js'
import { apiTargets } from '../support/api-targets.js'
import { startLoadero } from '../support/loadero.js'

const core = fileURLToPath(new URL('../../packages/core/', import.meta.url))
const [, inProcess] = apiTargets[0] ?? []

async function open(scenario = {}) {
  if (!inProcess) throw new Error('there is no target in process')
  const { client } = await inProcess.open(scenario)
  return { client, testId: await createCall(client) }
}

const slow = {
  default: {
    durationMs: 30_000,
    metrics: { 'machine/cpu/used': [1, 2, 3], 'webrtc/audio/rtt': [250, 350] },
  },
}

test('README samples are examples, and it links to the others', async () => {
  const readme = await readFile(join(core, 'README.md'), 'utf8')
  const samples = [...readme.matchAll(/<!-- (examples\/[\w-]+\.ts) -->\n+```ts\n([\s\S]*?)```/g)]
  expect([...readme.matchAll(/```ts/g)]).toHaveLength(samples.length)
  for (const [, file, code] of samples) expect(code).toBe(await readFile(join(core, file ?? ''), 'utf8'))
  const examples = (await readdir(join(core, 'examples'))).map((name) => `examples/${name}`)
  const links = [...readme.matchAll(/\]\((examples\/[\w-]+\.ts)\)/g)]
  expect(new Set([...samples, ...links].map(([, file]) => file))).toEqual(new Set(examples))
})

test('an example connects a client', async () => {
  const { env } = await startLoadero()
  const client = connect(env)
  onTestFinished(() => client.close())
  expect(await client.project()).toMatchObject({ id: Number(env.LOADERO_PROJECT_ID) })
})

test('examples create a test and outline it', async () => {
  const { client } = await open()
  expect(await outline(client)).toEqual([
    'call',
    '  5 × pair: caller, callee',
    '  webrtc/audio/rtt/avg lt 200',
  ])
})

test('examples change and copy a test', async () => {
  const { client, testId } = await open()
  await doubleGroups(client, testId)
  expect(await client.test(testId).get()).toMatchObject({ group_count: 10 })
  expect(JSON.parse(await copyForLoad(client, testId))).toMatchObject({
    name: 'call, many times',
    mode: 'load',
    participant_count: 20,
  })
})

test('examples run a test and read results', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'core-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const { client, testId } = await open(slow)
  const lines: string[] = []
  const run = await runTest(client, testId, (line) => lines.push(line))
  expect(lines.at(-1)).toBe(`run ${run.id}: done`)
  const failed = await failedAsserts(client, run.id)
  expect([...failed.keys()]).toEqual(['caller'])
  expect(failed.get('caller')).toHaveLength(5)
  expect(await busiest(client, run.id)).toBe(3)
  expect(await summary(client, run.id)).toEqual(['webrtc/audio/rtt/avg: 0 passed, 5 failed, 5 skipped'])
  const { results } = await client.run(run.id).results.list({ limit: 1 })
  const names = await saveFiles(client, run.id, results[0]?.id ?? 0, directory)
  expect(names.length).toBeGreaterThan(0)
  expect(new Set(await readdir(directory))).toEqual(new Set(names))
})

test('an interrupted example stops its run', async () => {
  const { client, testId } = await open({ default: { durationMs: 600_000 } })
  const abort = new AbortController()
  const lines: string[] = []
  const running = runTest(
    client,
    testId,
    (line) => {
      lines.push(line)
      if (line.endsWith('running')) abort.abort(new Error('interrupted'))
    },
    abort.signal,
  )
  await expect(running).rejects.toThrow('interrupted')
  expect(lines.at(-1)).toBe('requested the stop, which takes some time')
  const { results } = await client.test(testId).runs.list()
  expect(results).toMatchObject([{ status: 'aborted' }])
  expect(await recentFailures(client, new Date(0))).toEqual(results.map(({ id }) => id))
})

test('an example runs several tests', async () => {
  const { client, testId } = await open(slow)
  const runs = await runMany(client, [testId, testId])
  expect(runs).toMatchObject([{ status: 'done' }, { status: 'done' }])
})

test('examples filter lists and explain errors', async () => {
  const { client, testId } = await open()
  await client.test(testId).participants.create({ name: 'observer', count: 1, browser: 'firefoxLatest' })
  expect(await ungroupedParticipants(client, testId)).toEqual(['observer'])
  expect(await explain(client, testId)).toBe('name, count')
})
