import { LoaderoClient, NotFoundError, toInput, ValidationError } from '@loadero-test/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { places } from '../support/core-places.js'

const call = {
  name: 'contract: call',
  script: 'client => client.end()',
  start_interval: 10,
  participant_timeout: 60,
  mode: 'performance',
  increment_strategy: 'linear_group',
} as const
const visitor = { name: 'visitor', count: 2, browser: 'chromeLatest', network: '4g' } as const

/** A test that is gone again when the test is over. */
async function createTest(client: LoaderoClient) {
  const created = await client.tests.create(call)
  onTestFinished(() => client.tests.delete(created.id).catch(() => undefined))
  return { created, node: client.test(created.id) }
}

describe.each(places.filter(([, { writes }]) => writes))('writing %s', (_, { open }) => {
  test('a test is made, read, changed and deleted; its script is a file that keeps its id', async () => {
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

  test('participants are the same by test and by group', async () => {
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

  test('asserts have preconditions, which are rows of their own', async () => {
    const { client } = await open()
    const { node } = await createTest(client)
    const assert = await node.asserts.create({
      path: 'webrtc/audio/rtt/avg',
      operator: 'lt',
      expected: '200',
    })
    const { preconditions } = node.assert(assert.id)
    const made = await preconditions.create({ property: 'browser', operator: 'eq', expected: 'chromeLatest' })
    await preconditions.update(made.id, { ...toInput.precondition(made), operator: 'neq' })
    expect((await node.asserts.get(assert.id)).preconditions).toMatchObject([
      { id: made.id, operator: 'neq' },
    ])
    await preconditions.delete(made.id)
    expect((await preconditions.list()).results).toEqual([])
    expect((await node.asserts.list({ filter_operator: 'gt' })).results).toEqual([])
  })

  test('a copy is deep, and has the name that it was given', async () => {
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
    const twin = client.test(copy.id)
    expect(copy).toMatchObject({ name: 'contract: copy', participant_count: 6 })
    expect(await twin.script()).toBe(call.script)
    expect((await twin.groups.list()).results).toMatchObject([{ name: 'pair', participant_count: 2 }])
    expect((await twin.asserts.list()).results).toMatchObject([{ preconditions: [{ property: 'browser' }] }])

    expect(await node.groups.duplicate(group.id)).toMatchObject({ count: 3, participant_count: 2 })
    expect(await node.group(group.id).participants.duplicate(inside.id)).toMatchObject({ group_id: group.id })
    expect(await node.participants.duplicate(inside.id, { name: 'twin' })).toMatchObject({ name: 'twin' })
    expect((await node.asserts.duplicate(assert.id)).preconditions).toHaveLength(1)
  })

  test('files are made, read, listed by type, changed and deleted', async () => {
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

  test('what only the service can refuse is named by field', async () => {
    const { client, options } = await open()
    const { created } = await createTest(client)
    const credulous = new LoaderoClient({ ...options, alsoAllow: { location: ['mars-1'] } })
    onTestFinished(() => credulous.close())
    const refused = await credulous
      .test(created.id)
      .participants.create({ ...visitor, location: 'mars-1' })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ValidationError)
    expect(Object.keys((refused as ValidationError).fields)).toEqual(['location'])
  })

  test('reading page by page survives what comes and goes meanwhile', async () => {
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
