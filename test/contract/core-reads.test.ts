import { AuthenticationError, LoaderoClient, NotFoundError, type TestFilters } from '@loadero-test/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { apiTargets } from '../support/api-targets.js'

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}

describe.each(apiTargets)('reading %s', (_, { open }) => {
  test('the project has an id and a language', async () => {
    const { client, options } = await open()
    const project = await client.project()
    expect(project.id).toBe(options.projectId)
    expect(project.language).toEqual(expect.any(String))
  })

  test('pages contain the same rows as the list', async () => {
    const { client } = await open()
    const { results, pagination } = await client.tests.list()
    expect(pagination).toMatchObject({ limit: 0, offset: 0 })
    const paged = await collect(client.tests.all({}, { pageSize: 2 }))
    expect(new Set(paged.map(({ id }) => id))).toEqual(new Set(results.map(({ id }) => id)))
    expect(paged).toHaveLength(results.length)
  })

  test('a filter without matches returns no rows', async () => {
    const { client } = await open()
    const noMatch: TestFilters = { filter_name: 'no test is called like this 0815' }
    expect((await client.tests.list({ ...noMatch, limit: 5 })).results).toEqual([])
  })

  test('runs can be filtered by several keys', async () => {
    const { client } = await open()
    const query = {
      filter_status: ['done', 'aborted'],
      filter_test_mode: 'load',
      filter_increment_strategy: ['linear', 'random'],
      filter_start_interval_from: 86_000,
      filter_execution_finished_from: new Date('2026-01-01'),
      filter_active: false,
      order_by: '-id',
      limit: 5,
    } as const
    const { results } = await client.runs.list(query)
    expect(results.every(({ test_mode }) => test_mode === 'load')).toBe(true)
  })

  test('a missing resource is a NotFoundError', async () => {
    const { client } = await open()
    await expect(client.tests.get(2_000_000_000)).rejects.toThrow(NotFoundError)
    await expect(client.tests.get(2_000_000_000)).rejects.toThrow('404 Test not found')
    await expect(client.test(2_000_000_000).groups.list()).rejects.toThrow('404 Test not found')
  })

  test('enumerations and metric paths can be read', async () => {
    const { client } = await open()
    const types = await client.statics.types()
    expect(types).toEqual(expect.arrayContaining(['browser', 'location', 'test_mode']))
    const modes = await client.statics.get('test_mode')
    expect(modes.map(({ value }) => value)).toEqual(expect.arrayContaining(['load', 'performance']))
    expect(Object.keys(await client.statics.all())).toEqual(expect.arrayContaining(['network']))
    expect(await client.statics.metricPaths()).toContain('machine/cpu/used/avg')
  })

  test('an unknown token is refused', async () => {
    const { options } = await open()
    const stranger = new LoaderoClient({ ...options, accessToken: 'stolen' })
    onTestFinished(() => stranger.close())
    await expect(stranger.tests.list()).rejects.toThrow(AuthenticationError)
  })
})
