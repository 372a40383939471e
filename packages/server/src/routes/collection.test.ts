import type { Assert, Group, Page, Participant, Test } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../../test/local.js'

interface Refusal {
  readonly code: number
  readonly error?: string
  readonly errors?: Record<string, string[]>
}

/** A test with one group, to hang things on. */
async function furnished() {
  const server = createLocalServer()
  const { id: testId } = await server.make<Test>('/tests/', testBody)
  const { id: groupId } = await server.make<Group>(`/tests/${testId}/groups/`, { name: 'callers', count: 2 })
  return {
    ...server,
    testId,
    groupId,
    tests: `/tests/${testId}`,
    groups: `/tests/${testId}/groups/${groupId}`,
  }
}

describe('tests', () => {
  test('keep the script in a file whose id outlives its text, and never show it themselves', async () => {
    const { ask } = createLocalServer()
    const created = await ask<Test>('POST', '/tests/', testBody)
    expect(created).toMatchObject({ status: 201, body: { name: 'A call', project_id: 1, mos_test: false } })
    expect(created.body).not.toHaveProperty('script')
    const { id, script_file_id } = created.body
    const changed = await ask<Test>('PUT', `/tests/${id}/`, { ...testBody, script: 'other', mos_test: true })
    expect(changed).toMatchObject({ status: 200, body: { script_file_id, mos_test: true } })
    expect((await ask('GET', `/files/${script_file_id}/`)).body).toMatchObject({
      file_type: 'test_script',
      content: 'other',
    })
  })

  test('keep what an update leaves open', async () => {
    const { ask, make } = createLocalServer()
    const { id } = await make<Test>('/tests/', { ...testBody, mos_test: true })
    expect((await ask('PUT', `/tests/${id}/`, testBody)).body).toMatchObject({ mos_test: true })
  })

  test('count copies of groups, and participants with and without one; zeros are left out', async () => {
    const { ask, make, tests, groups } = await furnished()
    expect((await ask<Test>('GET', `${tests}/`)).body).toMatchObject({ group_count: 2 })
    expect((await ask<Test>('GET', `${tests}/`)).body).not.toHaveProperty('participant_count')
    expect((await ask<Group>('GET', `${groups}/`)).body).not.toHaveProperty('total_cu_count')
    await make(`${groups}/participants/`, { ...participantBody, count: 5, compute_unit: 'g0.5' })
    await make(`${tests}/participants/`, { ...participantBody, count: 3 })
    expect((await ask<Test>('GET', `${tests}/`)).body).toMatchObject({
      group_count: 2,
      participant_count: 13,
    })
    expect((await ask<Group>('GET', `${groups}/`)).body).toMatchObject({
      participant_count: 5,
      total_cu_count: 2.5,
    })
  })

  test('take all that hangs on them along when they are deleted', async () => {
    const { ask, make, tests, groups, testId } = await furnished()
    const { script_file_id } = (await ask<Test>('GET', `${tests}/`)).body
    const participant = await make<Participant>(`${groups}/participants/`, participantBody)
    expect(await ask('DELETE', `${tests}/`)).toMatchObject({ status: 204, text: '' })
    for (const path of [tests, groups, `${groups}/participants/${participant.id}`]) {
      expect(await ask('GET', `${path}/`)).toMatchObject({
        status: 404,
        body: { code: 404, error: 'Test not found' },
      })
    }
    expect((await ask<Refusal>('GET', `/files/${script_file_id}/`)).body.error).toBe('File not found')
    expect((await make<Test>('/tests/', testBody)).id).toBeGreaterThan(testId)
  })
})

describe('participants', () => {
  test('get the documented defaults, and the same profile id for the same profile', async () => {
    const { make, groups, tests } = await furnished()
    const first = await make<Participant>(`${groups}/participants/`, participantBody)
    expect(first).toMatchObject({
      compute_unit: 'g2',
      network: 'default',
      location: 'us-west-2',
      video_feed: 'default',
      audio_feed: 'default',
      record_audio: false,
    })
    const same = await make<Participant>(`${tests}/participants/`, { ...participantBody, name: 'twin' })
    const other = await make<Participant>(`${tests}/participants/`, { ...participantBody, network: '3g' })
    expect(same.profile_id).toBe(first.profile_id)
    expect(other.profile_id).not.toBe(first.profile_id)
  })

  test('made below a group are in it, and are found on both routes', async () => {
    const { ask, make, groups, tests, groupId, testId } = await furnished()
    const grouped = await make<Participant>(`${groups}/participants/`, participantBody)
    const alone = await make<Participant>(`${tests}/participants/`, participantBody)
    expect(grouped).toMatchObject({ group_id: groupId, test_id: testId })
    expect(alone).not.toHaveProperty('group_id')
    const ids = async (path: string) =>
      (await ask<Page<Participant>>('GET', path)).body.results.map((participant) => participant.id)
    expect(await ids(`${groups}/participants/`)).toEqual([grouped.id])
    expect(await ids(`${tests}/participants/`)).toEqual([grouped.id, alone.id])
    expect(await ids(`${tests}/participants/?filter_has_group=False`)).toEqual([alone.id])
    expect((await ask<Refusal>('GET', `${groups}/participants/${alone.id}/`)).body.error).toBe(
      'Participant not found',
    )
  })

  test('join a group by its id, if the test has it', async () => {
    const { ask, make, tests, groupId } = await furnished()
    const joined = await ask('POST', `${tests}/participants/`, { ...participantBody, group_id: groupId })
    expect(joined).toMatchObject({ status: 201, body: { group_id: groupId } })
    const other = await make<Test>('/tests/', testBody)
    const refused = await ask('POST', `/tests/${other.id}/participants/`, {
      ...participantBody,
      group_id: groupId,
    })
    expect(refused).toMatchObject({ status: 422, body: { errors: { group_id: ['Group not found'] } } })
  })

  test('leave with their group', async () => {
    const { ask, make, groups, tests } = await furnished()
    await make(`${groups}/participants/`, participantBody)
    await ask('DELETE', `${groups}/`)
    expect((await ask('GET', `${tests}/participants/`)).body).toMatchObject({ results: [] })
  })
})

test('asserts carry their preconditions, and null when there are none', async () => {
  const { ask, make, tests } = await furnished()
  const assert = await make<Assert>(`${tests}/asserts/`, {
    path: 'machine/cpu/used/avg',
    operator: 'lt',
    expected: '80',
  })
  expect(assert.preconditions).toBeNull()
  const path = `${tests}/asserts/${assert.id}`
  const condition = { property: 'browser', operator: 'eq', expected: 'chromeLatest' }
  const precondition = await make<object>(`${path}/preconditions/`, condition)
  expect(precondition).toMatchObject({ assert_id: assert.id, ...condition })
  expect(precondition).not.toHaveProperty('test_id')
  expect((await ask<Assert>('GET', `${path}/`)).body.preconditions).toEqual([precondition])
  await ask('DELETE', `${path}/`)
  expect((await ask<Refusal>('GET', `${path}/preconditions/`)).body.error).toBe('Assert not found')
})

describe('refusals', () => {
  test('name every required field that is missing, empty or null', async () => {
    const { ask } = createLocalServer()
    const { status, body } = await ask<Refusal>('POST', '/tests/', {
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

  test('tell an unknown value and a number below 1 from a missing one', async () => {
    const { ask } = createLocalServer()
    const body = { ...testBody, mode: 'stress', start_interval: 0 }
    expect((await ask<Refusal>('POST', '/tests/', body)).body.errors).toEqual({
      mode: ['Unknown value'],
      start_interval: ['Must be 1 or more'],
    })
  })

  test.each([
    [{ ...testBody, mode: 0 }, 'invalid string value provided at position 1'],
    [{ ...testBody, start_interval: '10' }, 'invalid number value provided at position 1'],
    [[], 'invalid object value provided at position 1'],
  ])('answer 400 to a value of the wrong type (%#)', async (body, reason) => {
    const { status, body: answer } = await createLocalServer().ask('POST', '/tests/', body)
    expect(status).toBe(400)
    expect(answer).toEqual({ code: 400, error: `Unable to process request data: ${reason}` })
  })

  test('answer 400 to what is not JSON, and to an id that is no number', async () => {
    const { send } = createLocalServer()
    expect((await send('POST', '/projects/1/tests/', { body: '{' })).status).toBe(400)
    expect((await send('GET', '/projects/1/tests/seven/')).status).toBe(400)
  })

  test('look for the parents first, from the outermost', async () => {
    const { ask, tests } = await furnished()
    expect((await ask<Refusal>('PUT', '/tests/99/groups/99/', {})).body.error).toBe('Test not found')
    expect((await ask<Refusal>('POST', `${tests}/groups/99/participants/`, {})).body.error).toBe(
      'Group not found',
    )
    expect((await ask<Refusal>('PUT', `${tests}/participants/99/`, {})).body.error).toBe(
      'Participant not found',
    )
  })
})
