import type { Assert, Group, Page, Participant, Test } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../../test/local.js'

async function createTest() {
  const server = createLocalServer()
  const { id } = await server.create<Test>('/tests/', testBody)
  const group = await server.create<Group>(`/tests/${id}/groups/`, { name: 'pair', count: 2 })
  await server.create(`/tests/${id}/groups/${group.id}/participants/`, { ...participantBody, count: 3 })
  await server.create(`/tests/${id}/participants/`, { ...participantBody, name: 'alone' })
  const assert = await server.create<Assert>(`/tests/${id}/asserts/`, {
    path: 'machine/cpu/used/avg',
    operator: 'lt',
    expected: '80',
  })
  const condition = { property: 'browser', operator: 'eq', expected: 'chromeLatest' }
  await server.create(`/tests/${id}/asserts/${assert.id}/preconditions/`, condition)
  return { ...server, id, group, assert }
}

test('a copied test is complete and independent of the original', async () => {
  const { request, id } = await createTest()
  const { status, body: copy } = await request<Test>('POST', `/tests/${id}/copy/`)
  expect(status).toBe(200)
  expect(copy).toMatchObject({ name: 'Copy of A call', group_count: 2, participant_count: 7 })
  await request('DELETE', `/tests/${id}/`)
  const read = async <T>(path: string) =>
    (await request<Page<T>>('GET', `/tests/${copy.id}${path}`)).body.results
  expect(await read<Group>('/groups/')).toMatchObject([
    { name: 'pair', test_id: copy.id, participant_count: 3 },
  ])
  expect(await read<Participant>('/participants/')).toMatchObject([{ count: 3 }, { name: 'alone' }])
  expect(await read<Assert>('/asserts/')).toMatchObject([{ preconditions: [{ property: 'browser' }] }])
  expect((await request('GET', `/files/${copy.script_file_id}/`)).body).toMatchObject({
    content: testBody.script,
  })
})

test.each([
  ['{"name":"Mine"}', 'Mine'],
  ['', 'Copy of pair'],
  ['null', 'Copy of pair'],
  ['{}', 'Copy of pair'],
])('a copy requested with %j has the name %s', async (body, name) => {
  const { send, id, group } = await createTest()
  const path = `/projects/1/tests/${id}/groups/${group.id}/copy/`
  expect((await send('POST', path, { body })).body).toMatchObject({ name, participant_count: 3 })
})

test('a copy keeps its group or its preconditions', async () => {
  const { request, id, group, assert } = await createTest()
  const members = `/tests/${id}/groups/${group.id}/participants/`
  const [member] = (await request<Page<Participant>>('GET', members)).body.results
  expect((await request('POST', `${members}${member?.id}/copy/`)).body).toMatchObject({
    group_id: group.id,
    name: 'Copy of caller',
  })
  const { body } = await request<Assert>('POST', `/tests/${id}/asserts/${assert.id}/copy/`)
  expect(body).toMatchObject({ preconditions: [{ assert_id: body.id, property: 'browser' }] })
})

test('a file in use cannot be deleted, nor a run script changed', async () => {
  const { request, id, launch, waitForEnd } = await createTest()
  const { script_file_id } = (await request<Test>('GET', `/tests/${id}/`)).body
  expect((await request('DELETE', `/files/${script_file_id}/`)).status).toBe(409)
  const run = await launch(id)
  const other = { file_type: 'test_script', name: 'other.js', content: 'other' }
  expect((await request('PUT', `/files/${run.script_file_id}/`, other)).status).toBe(409)
  expect((await request('PUT', `/files/${script_file_id}/`, other)).body).toMatchObject({ content: 'other' })
  await waitForEnd(run.id)
})

test('the password of a certificate is never returned', async () => {
  const { request } = createLocalServer()
  const certificate = { file_type: 'ssl-certificate', name: 'a.pem', content: 'x', password: 'secret' }
  const { body } = await request<{ id: number }>('POST', '/files/', certificate)
  expect(JSON.stringify((await request('GET', `/files/${body.id}/`)).body)).not.toContain('secret')
})
