import { LoaderoClient, NotFoundError, toInput, ValidationError } from '@loadero-test/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { apiTargets } from '../support/api-targets.js'

const call = {
  name: 'contract: call',
  script: 'client => client.end()',
  start_interval: 10,
  participant_timeout: 60,
  mode: 'performance',
  increment_strategy: 'linear_group',
} as const
const visitor = { name: 'visitor', count: 2, browser: 'chromeLatest', network: '4g' } as const

/** Creates a test and deletes it after the current test. */
async function createTest(client: LoaderoClient) {
  const created = await client.tests.create(call)
  onTestFinished(() => client.tests.delete(created.id).catch(() => undefined))
  return { created, node: client.test(created.id) }
}

describe.each(apiTargets.filter(([, { canWrite }]) => canWrite))('writing %s', (_, { open }) => {
  test('a test can be created, read, changed and deleted', async () => {
    const { client } = await open()
    const { created, node } = await createTest(client)
    expect(created).toMatchObject({ name: call.name, mode: 'performance' })
    expect(await node.script()).toBe(call.script)
    const changed = await client.tests.update(created.id, {
      ...toInput.test(created, 'client => {}'),
      mode: 'load',
    })
    expect(changed).toMatchObject({ mode: 'load', script_file_id: created.script_file_id })
    expect(await node.script()).toBe('client => {}')
    await client.tests.delete(created.id)
    await expect(node.get()).rejects.toThrow(NotFoundError)
  })

  test('a group and its test list the same participants', async () => {
    const { client } = await open()
    const { node } = await createTest(client)
    const group = await node.groups.create({ name: 'pair', count: 3 })
    const inside = await node.group(group.id).participants.create(visitor)
    const outside = await node.participants.create({ ...visitor, name: 'observer' })
    expect(inside).toMatchObject({ group_id: group.id, network: '4g', count: 2 })
    expect(await node.participants.get(inside.id)).toMatchObject({ id: inside.id, group_id: group.id })
    expect((await node.group(group.id).participants.list()).results).toHaveLength(1)
    const alone = await node.participants.list({ filter_has_group: false })
    expect(alone.results.map(({ id }) => id)).toEqual([outside.id])
    const inFirefox = await node.participants.list({ filter_browser: ['firefoxLatest', 'chromeLatest'] })
    expect(inFirefox.results).toHaveLength(2)
    await node.group(group.id).participants.update(inside.id, { ...toInput.participant(inside), count: 5 })
    expect(await node.groups.get(group.id)).toMatchObject({ participant_count: 5 })
    await node.participants.delete(outside.id)
    expect(await node.get()).toMatchObject({ participant_count: 15, group_count: 3 })
  })

  test('preconditions are resources of their assert', async () => {
    const { client } = await open()
    const { node } = await createTest(client)
    const assert = await node.asserts.create({
      path: 'webrtc/audio/rtt/avg',
      operator: 'lt',
      expected: '200',
    })
    const { preconditions } = node.assert(assert.id)
    const created = await preconditions.create({
      property: 'browser',
      operator: 'eq',
      expected: 'chromeLatest',
    })
    await preconditions.update(created.id, { ...toInput.precondition(created), operator: 'neq' })
    expect((await node.asserts.get(assert.id)).preconditions).toMatchObject([
      { id: created.id, operator: 'neq' },
    ])
    await preconditions.delete(created.id)
    expect((await preconditions.list()).results).toEqual([])
    expect((await node.asserts.list({ filter_operator: 'gt' })).results).toEqual([])
  })

  test('a copy is deep and has its new name', async () => {
    const { client } = await open()
    const { created, node } = await createTest(client)
    const group = await node.groups.create({ name: 'pair', count: 3 })
    const inside = await node.group(group.id).participants.create(visitor)
    const assert = await node.asserts.create({
      path: 'webrtc/audio/rtt/avg',
      operator: 'lt',
      expected: '200',
    })
    await node
      .assert(assert.id)
      .preconditions.create({ property: 'browser', operator: 'eq', expected: 'chromeLatest' })

    const copy = await client.tests.duplicate(created.id, { name: 'contract: copy' })
    onTestFinished(() => client.tests.delete(copy.id))
    const copied = client.test(copy.id)
    expect(copy).toMatchObject({ name: 'contract: copy', participant_count: 6 })
    expect(await copied.script()).toBe(call.script)
    expect((await copied.groups.list()).results).toMatchObject([{ name: 'pair', participant_count: 2 }])
    expect((await copied.asserts.list()).results).toMatchObject([
      { preconditions: [{ property: 'browser' }] },
    ])

    expect(await node.groups.duplicate(group.id)).toMatchObject({ count: 3, participant_count: 2 })
    expect(await node.group(group.id).participants.duplicate(inside.id)).toMatchObject({ group_id: group.id })
    expect(await node.participants.duplicate(inside.id, { name: 'twin' })).toMatchObject({ name: 'twin' })
    expect((await node.asserts.duplicate(assert.id)).preconditions).toHaveLength(1)
  })

  test('files can be created, read, changed and deleted', async () => {
    const { client } = await open()
    const file = await client.files.create({ file_type: 'test_script', name: 'contract.js', content: 'one' })
    onTestFinished(() => client.files.delete(file.id).catch(() => undefined))
    await client.files.update(file.id, { ...toInput.file(file), content: 'two' })
    expect(await client.files.get(file.id)).toMatchObject({ name: 'contract.js', content: 'two' })
    const certificates = await client.files.list({ filter_file_type: 'ssl-certificate' })
    expect(certificates.results.map(({ id }) => id)).not.toContain(file.id)
    await client.files.delete(file.id)
    await expect(client.files.get(file.id)).rejects.toThrow(NotFoundError)
  })

  test('a refusal by the service names the field', async () => {
    const { client, options } = await open()
    const { created } = await createTest(client)
    const permissive = new LoaderoClient({ ...options, alsoAllow: { location: ['mars-1'] } })
    onTestFinished(() => permissive.close())
    const refused = await permissive
      .test(created.id)
      .participants.create({ ...visitor, location: 'mars-1' })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ValidationError)
    expect(Object.keys((refused as ValidationError).fields)).toEqual(['location'])
  })

  test('paging survives rows that appear and disappear', async () => {
    const { client } = await open()
    const { node } = await createTest(client)
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const ids = []
    for (const name of names) ids.push((await node.groups.create({ name, count: 1 })).id)
    const seen: (string | undefined)[] = []
    for await (const { name } of node.groups.all({}, { pageSize: 3 })) {
      seen.push(name)
      if (name === 'c') for (const id of ids.slice(0, 3)) await node.groups.delete(id)
    }
    expect(seen).toEqual(names)
  })
})
