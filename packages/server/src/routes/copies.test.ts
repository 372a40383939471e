import type { Assert, Group, Page, Participant, Test } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../../test/local.js'

async function furnished() {
  const server = createLocalServer()
  const { id } = await server.make<Test>('/tests/', testBody)
  const group = await server.make<Group>(`/tests/${id}/groups/`, { name: 'pair', count: 2 })
  await server.make(`/tests/${id}/groups/${group.id}/participants/`, { ...participantBody, count: 3 })
  await server.make(`/tests/${id}/participants/`, { ...participantBody, name: 'alone' })
  const assert = await server.make<Assert>(`/tests/${id}/asserts/`, {
    path: 'machine/cpu/used/avg',
    operator: 'lt',
    expected: '80',
  })
  const condition = { property: 'browser', operator: 'eq', expected: 'chromeLatest' }
  await server.make(`/tests/${id}/asserts/${assert.id}/preconditions/`, condition)
  return { ...server, id, group, assert }
}

test('a copied test has everything that the original has, and shares nothing with it', async () => {
  const { ask, id } = await furnished()
  const { status, body: copy } = await ask<Test>('POST', `/tests/${id}/copy/`)
  expect(status).toBe(200)
  expect(copy).toMatchObject({ name: 'Copy of A call', group_count: 2, participant_count: 7 })
  await ask('DELETE', `/tests/${id}/`)
  const read = async <T>(path: string) => (await ask<Page<T>>('GET', `/tests/${copy.id}${path}`)).body.results
  expect(await read<Group>('/groups/')).toMatchObject([
    { name: 'pair', test_id: copy.id, participant_count: 3 },
  ])
  expect(await read<Participant>('/participants/')).toMatchObject([{ count: 3 }, { name: 'alone' }])
  expect(await read<Assert>('/asserts/')).toMatchObject([{ preconditions: [{ property: 'browser' }] }])
  expect((await ask('GET', `/files/${copy.script_file_id}/`)).body).toMatchObject({
    content: testBody.script,
  })
})

test.each([
  ['{"name":"Mine"}', 'Mine'],
  ['', 'Copy of pair'],
  ['null', 'Copy of pair'],
  ['{}', 'Copy of pair'],
])('a copy that is asked for with %j is called %s', async (body, name) => {
  const { send, id, group } = await furnished()
  const path = `/projects/1/tests/${id}/groups/${group.id}/copy/`
  expect((await send('POST', path, { body })).body).toMatchObject({ name, participant_count: 3 })
})

test('a participant copied within a group stays in it, and an assert brings its preconditions', async () => {
  const { ask, id, group, assert } = await furnished()
  const members = `/tests/${id}/groups/${group.id}/participants/`
  const [member] = (await ask<Page<Participant>>('GET', members)).body.results
  expect((await ask('POST', `${members}${member?.id}/copy/`)).body).toMatchObject({
    group_id: group.id,
    name: 'Copy of caller',
  })
  const { body } = await ask<Assert>('POST', `/tests/${id}/asserts/${assert.id}/copy/`)
  expect(body).toMatchObject({ preconditions: [{ assert_id: body.id, property: 'browser' }] })
})

test('a file in use stays, and one that a run has frozen does not change', async () => {
  const { ask, id, launch, over } = await furnished()
  const { script_file_id } = (await ask<Test>('GET', `/tests/${id}/`)).body
  expect((await ask('DELETE', `/files/${script_file_id}/`)).status).toBe(409)
  const run = await launch(id)
  const other = { file_type: 'test_script', name: 'other.js', content: 'other' }
  expect((await ask('PUT', `/files/${run.script_file_id}/`, other)).status).toBe(409)
  expect((await ask('PUT', `/files/${script_file_id}/`, other)).body).toMatchObject({ content: 'other' })
  await over(run.id)
})

test('a password comes in and never out', async () => {
  const { ask } = createLocalServer()
  const certificate = { file_type: 'ssl-certificate', name: 'a.pem', content: 'x', password: 'secret' }
  const { body } = await ask<{ id: number }>('POST', '/files/', certificate)
  expect(JSON.stringify((await ask('GET', `/files/${body.id}/`)).body)).not.toContain('secret')
})
