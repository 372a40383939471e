import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fetch, LoaderoClient, resultFiles } from '@loadero-test/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { apiTargets } from '../support/api-targets.js'

async function createTest(client: LoaderoClient, participants = 2): Promise<number> {
  const { id } = await client.tests.create({
    name: 'contract: run',
    script: 'client => client.end()',
    start_interval: 1,
    participant_timeout: 60,
    mode: 'performance',
    increment_strategy: 'linear',
  })
  const visitors = { name: 'visitor', count: participants, browser: 'chromeLatest' }
  if (participants > 0) await client.test(id).participants.create(visitors)
  return id
}

const scenario = { default: { durationMs: 30_000, metrics: { 'machine/cpu/used': [1, 2, 3] } } }

describe.each(apiTargets.filter(([, { canLaunch }]) => canLaunch))('running %s', (_, { open }) => {
  test('a run is launched, awaited and has results', async () => {
    const { client } = await open(scenario)
    const id = await createTest(client)
    await client.test(id).asserts.create({ path: 'machine/cpu/used/max', operator: 'lt', expected: '3' })
    const launched = await client.test(id).launch()
    expect(launched).toMatchObject({ test_id: id, foundBy: 'response' })
    const node = client.test(id).run(launched.id)
    await expect(node.results.list()).rejects.toThrow('409')
    const seen: (string | undefined)[] = []
    const run = await node.wait({ intervalMs: 2_000, onChange: ({ status }) => seen.push(status) })
    expect(seen.at(-1)).toBe('done')
    expect(run).toMatchObject({ status: 'done', participant_count: 2 })

    expect((await node.participants.list({ filter_num_from: 1 })).results).toMatchObject([
      { participant_num: 1 },
    ])
    const { results } = await node.results.list({ filter_status: ['fail', 'timeout'] })
    expect(results).toHaveLength(2)
    const result = await client.run(run.id).results.get(results[0]?.id ?? 0)
    expect(result.metrics?.machine['machine/cpu/used']).toMatchObject({ average: 2, maximum: 3 })
    expect(result.asserts).toMatchObject([{ status: 'fail', actual: '3' }])
    expect((await node.statistics()).asserts).toMatchObject([{ pass: 0, fail: 2, skip: 0 }])
  })

  test('a log is saved once under a safe name', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'core-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    const { client } = await open(scenario)
    const { id } = await client.test(await createTest(client)).launch()
    await client.run(id).wait({ intervalMs: 2_000 })
    const { results } = await client.run(id).results.list({ limit: 1 })
    const [log] = resultFiles(await client.run(id).results.get(results[0]?.id ?? 0))
    const file = join(directory, log?.name ?? '')
    await client.download(log?.url ?? '', file)
    expect(await readFile(file, 'utf8')).toMatch(/^\[simulated\]/)
    await expect(client.download(log?.url ?? '', file)).rejects.toThrow('already exists')
  })

  test('one watch polls several runs', async () => {
    const { client } = await open(scenario)
    const launch = async (participants: number) =>
      (await client.test(await createTest(client, participants)).launch()).id
    const ids = [await launch(1), await launch(2), await launch(0)]
    const watch = client.watch({ intervalMs: 1_000 })
    const runs = await Promise.all(ids.map((id) => watch.wait(id)))
    expect(runs.map(({ id }) => id)).toEqual(ids)
    expect(runs.map(({ status }) => status)).toEqual(['done', 'done', 'no-users'])
  })

  test('a running test can be stopped', async () => {
    const { client } = await open({ default: { durationMs: 3_600_000 } })
    const id = await createTest(client)
    const run = client.test(id).run((await client.test(id).launch()).id)
    const stopped = await run.wait({
      intervalMs: 10,
      onChange: ({ status }) => void (status === 'running' && run.stop()),
    })
    expect(stopped.status).toBe('aborted')
  })

  test('a launch with a lost response finds its run', async () => {
    const { client, options } = await open(scenario)
    const id = await createTest(client)
    const reach: Fetch = options.fetch ?? fetch
    const disconnected = new LoaderoClient({
      ...options,
      fetch: async (url, init) => {
        const response = await reach(url, init)
        if (init.method === 'POST')
          throw new TypeError('fetch failed', { cause: new Error('read ECONNRESET') })
        return response
      },
    })
    const launched = await disconnected.test(id).launch()
    expect(launched.foundBy).toBe('search')
    expect((await client.test(id).runs.list()).results.map((run) => run.id)).toEqual([launched.id])
  })
})
