import { readFileSync } from 'node:fs'
import type { Group, Page, Participant, Test } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../test/local.js'
import { type Assumptions, assumptionValues, defaultAssumptions } from './assumptions.js'

async function createServerWith(assumptions: Partial<Assumptions>) {
  const server = createLocalServer({ default: { result: 'timeout' } }, { assumptions })
  const { id } = await server.create<Test>('/tests/', testBody)
  const participant = await server.create<Participant>(`/tests/${id}/participants/`, {
    ...participantBody,
    compute_unit: 'g4',
  })
  return { ...server, id, participant: `/tests/${id}/participants/${participant.id}/` }
}

describe('an assumption changes', () => {
  test('the statuses of copy and stop', async () => {
    const { request, launch, id } = await createServerWith({ copyStatus: 201, stopStatus: 204 })
    expect((await request('POST', `/tests/${id}/copy/`)).status).toBe(201)
    const run = await launch(id)
    expect((await request('POST', `/tests/${id}/runs/${run.id}/stop/`)).status).toBe(204)
  })

  test('what a live run of a test prevents', async () => {
    const { request, launch, id } = await createServerWith({ launchWhileLive: false, deleteWhileLive: true })
    await launch(id)
    expect(await request('POST', `/tests/${id}/runs/`)).toMatchObject({
      status: 409,
      body: { error: 'Test has an active run' },
    })
    expect((await request('DELETE', `/tests/${id}/`)).status).toBe(204)
  })

  test('what happens to participants of a deleted group', async () => {
    const { request, create, id } = await createServerWith({ groupDeletion: 'ungroup' })
    const group = await create<Group>(`/tests/${id}/groups/`, { name: 'pair', count: 1 })
    await create(`/tests/${id}/groups/${group.id}/participants/`, participantBody)
    await request('DELETE', `/tests/${id}/groups/${group.id}/`)
    const { results } = (
      await request<Page<Participant>>('GET', `/tests/${id}/participants/?filter_has_group=false`)
    ).body
    expect(results).toHaveLength(2)
  })

  test('what happens to keys that an update omits', async () => {
    const [kept, lost] = [await createServerWith({}), await createServerWith({ omittedOnUpdate: 'default' })]
    expect((await kept.request('PUT', kept.participant, participantBody)).body).toMatchObject({
      compute_unit: 'g4',
    })
    expect((await lost.request('PUT', lost.participant, participantBody)).body).toMatchObject({
      compute_unit: 'g2',
    })
  })

  test('whether unknown enumeration values are accepted', async () => {
    const { request, participant } = await createServerWith({ unknownValues: 'accept' })
    const body = { ...participantBody, location: 'mars-north-1', colour: 'red' }
    const answer = await request('PUT', participant, body)
    expect(answer).toMatchObject({ status: 200, body: { location: 'mars-north-1' } })
    expect(answer.body).not.toHaveProperty('colour')
    expect((await request('PUT', participant, { ...body, count: 0 })).status).toBe(422)
  })

  test('how filters match a name', async () => {
    const found = async (nameFilter: Assumptions['nameFilter'], name: string) => {
      const { request } = await createServerWith({ nameFilter })
      return (await request<Page<Test>>('GET', `/tests/?filter_name=${name}`)).body.results.length
    }
    expect([await found('part', 'call'), await found('whole', 'call')]).toEqual([1, 0])
    expect(await found('whole', 'A%20call')).toBe(1)
  })
})

test('the README lists every assumption with its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const unnamed = (Object.keys(assumptionValues) as (keyof Assumptions)[]).filter(
    (name) => !new RegExp(`\\| \`${name}\` +\\|.*\`${defaultAssumptions[name]}\``).test(readme),
  )
  expect(unnamed).toEqual([])
})
