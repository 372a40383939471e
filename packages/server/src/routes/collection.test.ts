import type { Assert, Group, Page, Participant, Test } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../../test/local.js'

interface ErrorBody {
  readonly code: number
  readonly error?: string
  readonly errors?: Record<string, string[]>
}

/** A test with one group. */
async function createTest() {
  const server = createLocalServer()
  const { id: testId } = await server.create<Test>('/tests/', testBody)
  const { id: groupId } = await server.create<Group>(`/tests/${testId}/groups/`, {
    name: 'callers',
    count: 2,
  })
  return {
    ...server,
    testId,
    groupId,
    tests: `/tests/${testId}`,
    groups: `/tests/${testId}/groups/${groupId}`,
  }
}

describe('tests', () => {
  test('keep their script in a file with a stable id', async () => {
    const { request } = createLocalServer()
    const created = await request<Test>('POST', '/tests/', testBody)
    expect(created).toMatchObject({ status: 201, body: { name: 'A call', project_id: 1, mos_test: false } })
    expect(created.body).not.toHaveProperty('script')
    const { id, script_file_id } = created.body
    const changed = await request<Test>('PUT', `/tests/${id}/`, {
      ...testBody,
      script: 'other',
      mos_test: true,
    })
    expect(changed).toMatchObject({ status: 200, body: { script_file_id, mos_test: true } })
    expect((await request('GET', `/files/${script_file_id}/`)).body).toMatchObject({
      file_type: 'test_script',
      content: 'other',
    })
  })

  test('keep the keys that an update omits', async () => {
    const { request, create } = createLocalServer()
    const { id } = await create<Test>('/tests/', { ...testBody, mos_test: true })
    expect((await request('PUT', `/tests/${id}/`, testBody)).body).toMatchObject({ mos_test: true })
  })

  test('count copies of groups and participants, without zeros', async () => {
    const { request, create, tests, groups } = await createTest()
    expect((await request<Test>('GET', `${tests}/`)).body).toMatchObject({ group_count: 2 })
    expect((await request<Test>('GET', `${tests}/`)).body).not.toHaveProperty('participant_count')
    expect((await request<Group>('GET', `${groups}/`)).body).not.toHaveProperty('total_cu_count')
    await create(`${groups}/participants/`, { ...participantBody, count: 5, compute_unit: 'g0.5' })
    await create(`${tests}/participants/`, { ...participantBody, count: 3 })
    expect((await request<Test>('GET', `${tests}/`)).body).toMatchObject({
      group_count: 2,
      participant_count: 13,
    })
    expect((await request<Group>('GET', `${groups}/`)).body).toMatchObject({
      participant_count: 5,
      total_cu_count: 2.5,
    })
  })

  test('are deleted with everything that belongs to them', async () => {
    const { request, create, tests, groups, testId } = await createTest()
    const { script_file_id } = (await request<Test>('GET', `${tests}/`)).body
    const participant = await create<Participant>(`${groups}/participants/`, participantBody)
    expect(await request('DELETE', `${tests}/`)).toMatchObject({ status: 204, text: '' })
    for (const path of [tests, groups, `${groups}/participants/${participant.id}`]) {
      expect(await request('GET', `${path}/`)).toMatchObject({
        status: 404,
        body: { code: 404, error: 'Test not found' },
      })
    }
    expect((await request<ErrorBody>('GET', `/files/${script_file_id}/`)).body.error).toBe('File not found')
    expect((await create<Test>('/tests/', testBody)).id).toBeGreaterThan(testId)
  })
})

describe('participants', () => {
  test('have the documented defaults and one id per profile', async () => {
    const { create, groups, tests } = await createTest()
    const first = await create<Participant>(`${groups}/participants/`, participantBody)
    expect(first).toMatchObject({
      compute_unit: 'g2',
      network: 'default',
      location: 'us-west-2',
      video_feed: 'default',
      audio_feed: 'default',
      record_audio: false,
    })
    const same = await create<Participant>(`${tests}/participants/`, { ...participantBody, name: 'twin' })
    const other = await create<Participant>(`${tests}/participants/`, { ...participantBody, network: '3g' })
    expect(same.profile_id).toBe(first.profile_id)
    expect(other.profile_id).not.toBe(first.profile_id)
  })

  test('created below a group are listed on both routes', async () => {
    const { request, create, groups, tests, groupId, testId } = await createTest()
    const grouped = await create<Participant>(`${groups}/participants/`, participantBody)
    const alone = await create<Participant>(`${tests}/participants/`, participantBody)
    expect(grouped).toMatchObject({ group_id: groupId, test_id: testId })
    expect(alone).not.toHaveProperty('group_id')
    const ids = async (path: string) =>
      (await request<Page<Participant>>('GET', path)).body.results.map((participant) => participant.id)
    expect(await ids(`${groups}/participants/`)).toEqual([grouped.id])
    expect(await ids(`${tests}/participants/`)).toEqual([grouped.id, alone.id])
    expect(await ids(`${tests}/participants/?filter_has_group=False`)).toEqual([alone.id])
    expect((await request<ErrorBody>('GET', `${groups}/participants/${alone.id}/`)).body.error).toBe(
      'Participant not found',
    )
  })

  test('can join a group of their test by its id', async () => {
    const { request, create, tests, groupId } = await createTest()
    const joined = await request('POST', `${tests}/participants/`, { ...participantBody, group_id: groupId })
    expect(joined).toMatchObject({ status: 201, body: { group_id: groupId } })
    const other = await create<Test>('/tests/', testBody)
    const refused = await request('POST', `/tests/${other.id}/participants/`, {
      ...participantBody,
      group_id: groupId,
    })
    expect(refused).toMatchObject({ status: 422, body: { errors: { group_id: ['Group not found'] } } })
  })

  test('are deleted with their group', async () => {
    const { request, create, groups, tests } = await createTest()
    await create(`${groups}/participants/`, participantBody)
    await request('DELETE', `${groups}/`)
    expect((await request('GET', `${tests}/participants/`)).body).toMatchObject({ results: [] })
  })
})

test('asserts have their preconditions, or null without any', async () => {
  const { request, create, tests } = await createTest()
  const assert = await create<Assert>(`${tests}/asserts/`, {
    path: 'machine/cpu/used/avg',
    operator: 'lt',
    expected: '80',
  })
  expect(assert.preconditions).toBeNull()
  const path = `${tests}/asserts/${assert.id}`
  const condition = { property: 'browser', operator: 'eq', expected: 'chromeLatest' }
  const precondition = await create<object>(`${path}/preconditions/`, condition)
  expect(precondition).toMatchObject({ assert_id: assert.id, ...condition })
  expect(precondition).not.toHaveProperty('test_id')
  expect((await request<Assert>('GET', `${path}/`)).body.preconditions).toEqual([precondition])
  await request('DELETE', `${path}/`)
  expect((await request<ErrorBody>('GET', `${path}/preconditions/`)).body.error).toBe('Assert not found')
})

describe('errors', () => {
  test('name every required field that is missing, empty or null', async () => {
    const { request } = createLocalServer()
    const { status, body } = await request<ErrorBody>('POST', '/tests/', {
      name: '',
      script: 'x',
      mode: '',
      start_interval: null,
    })
    const required = ['This field is required']
    const errors = {
      name: required,
      mode: required,
      start_interval: required,
      participant_timeout: required,
      increment_strategy: required,
    }
    expect({ status, body }).toEqual({ status: 422, body: { code: 422, errors } })
  })

  test('distinguish unknown values and low numbers from missing ones', async () => {
    const { request } = createLocalServer()
    const body = { ...testBody, mode: 'stress', start_interval: 0 }
    expect((await request<ErrorBody>('POST', '/tests/', body)).body.errors).toEqual({
      mode: ['Unknown value'],
      start_interval: ['Must be 1 or more'],
    })
  })

  test.each([
    [{ ...testBody, mode: 0 }, 'invalid string value provided at position 1'],
    [{ ...testBody, start_interval: '10' }, 'invalid number value provided at position 1'],
    [[], 'invalid object value provided at position 1'],
  ])('are a 400 for a value of the wrong type (%#)', async (body, reason) => {
    const { status, body: answer } = await createLocalServer().request('POST', '/tests/', body)
    expect(status).toBe(400)
    expect(answer).toEqual({ code: 400, error: `Unable to process request data: ${reason}` })
  })

  test('are a 400 for invalid JSON or a non-numeric id', async () => {
    const { send } = createLocalServer()
    expect((await send('POST', '/projects/1/tests/', { body: '{' })).status).toBe(400)
    expect((await send('GET', '/projects/1/tests/seven/')).status).toBe(400)
  })

  test('name the outermost missing parent first', async () => {
    const { request, tests } = await createTest()
    expect((await request<ErrorBody>('PUT', '/tests/99/groups/99/', {})).body.error).toBe('Test not found')
    expect((await request<ErrorBody>('POST', `${tests}/groups/99/participants/`, {})).body.error).toBe(
      'Group not found',
    )
    expect((await request<ErrorBody>('PUT', `${tests}/participants/99/`, {})).body.error).toBe(
      'Participant not found',
    )
  })
})
