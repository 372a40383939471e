import { readFileSync } from 'node:fs'
import type { Group, Page, Participant, Test } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../test/local.js'
import { type Assumptions, assumptionValues, defaultAssumptions } from './assumptions.js'

async function assuming(assumptions: Partial<Assumptions>) {
  const server = createLocalServer({ default: { result: 'timeout' } }, { assumptions })
  const { id } = await server.make<Test>('/tests/', testBody)
  const participant = await server.make<Participant>(`/tests/${id}/participants/`, {
    ...participantBody,
    compute_unit: 'g4',
  })
  return { ...server, id, participant: `/tests/${id}/participants/${participant.id}/` }
}

describe('an assumption', () => {
  test('about the statuses of copy and stop', async () => {
    const { ask, launch, id } = await assuming({ copyStatus: 201, stopStatus: 204 })
    expect((await ask('POST', `/tests/${id}/copy/`)).status).toBe(201)
    const run = await launch(id)
    expect((await ask('POST', `/tests/${id}/runs/${run.id}/stop/`)).status).toBe(204)
  })

  test('about a test with a live run', async () => {
    const { ask, launch, id } = await assuming({ launchWhileLive: false, deleteWhileLive: true })
    await launch(id)
    expect(await ask('POST', `/tests/${id}/runs/`)).toMatchObject({
      status: 409,
      body: { error: 'Test has an active run' },
    })
    expect((await ask('DELETE', `/tests/${id}/`)).status).toBe(204)
  })

  test('about the participants of a deleted group', async () => {
    const { ask, make, id } = await assuming({ groupDeletion: 'ungroup' })
    const group = await make<Group>(`/tests/${id}/groups/`, { name: 'pair', count: 1 })
    await make(`/tests/${id}/groups/${group.id}/participants/`, participantBody)
    await ask('DELETE', `/tests/${id}/groups/${group.id}/`)
    const { results } = (
      await ask<Page<Participant>>('GET', `/tests/${id}/participants/?filter_has_group=false`)
    ).body
    expect(results).toHaveLength(2)
  })

  test('about what an update leaves out', async () => {
    const [kept, lost] = [await assuming({}), await assuming({ omittedOnUpdate: 'default' })]
    expect((await kept.ask('PUT', kept.participant, participantBody)).body).toMatchObject({
      compute_unit: 'g4',
    })
    expect((await lost.ask('PUT', lost.participant, participantBody)).body).toMatchObject({
      compute_unit: 'g2',
    })
  })

  test('about values that no enumeration knows', async () => {
    const { ask, participant } = await assuming({ unknownValues: 'accept' })
    const body = { ...participantBody, location: 'mars-north-1', colour: 'red' }
    const answer = await ask('PUT', participant, body)
    expect(answer).toMatchObject({ status: 200, body: { location: 'mars-north-1' } })
    expect(answer.body).not.toHaveProperty('colour')
    expect((await ask('PUT', participant, { ...body, count: 0 })).status).toBe(422)
  })

  test('about filters by name', async () => {
    const found = async (nameFilter: Assumptions['nameFilter'], name: string) => {
      const { ask } = await assuming({ nameFilter })
      return (await ask<Page<Test>>('GET', `/tests/?filter_name=${name}`)).body.results.length
    }
    expect([await found('part', 'call'), await found('whole', 'call')]).toEqual([1, 0])
    expect(await found('whole', 'A%20call')).toBe(1)
  })
})

test('the README names every switch, with what it does by itself', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const unnamed = (Object.keys(assumptionValues) as (keyof Assumptions)[]).filter(
    (name) => !new RegExp(`\\| \`${name}\` +\\|.*\`${defaultAssumptions[name]}\``).test(readme),
  )
  expect(unnamed).toEqual([])
})
