import { LoaderoClient } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { expect, onTestFinished, test } from 'vitest'
import { participantBody, testBody } from '../test/local.js'
import { createApp } from './app.js'
import { scriptedEngine } from './engines/scripted-engine.js'

test('the client uses the app in place of fetch', async () => {
  const clock = virtualClock()
  const app = createApp({ clock, engine: scriptedEngine({ clock, scenario: { startupMs: 180_000 } }) })
  const client = new LoaderoClient({ projectId: 1, accessToken: 'any', fetch: app, clock })
  onTestFinished(async () => {
    await client.close()
    await app.close()
  })
  const { id } = await client.tests.create(testBody)
  const group = await client.test(id).groups.create({ name: 'callers', count: 2 })
  await client.test(id).group(group.id).participants.create(participantBody)
  await client.test(id).asserts.create({ path: 'machine/cpu/used/avg', operator: 'lt', expected: '80' })
  const launched = await client.test(id).launch()
  const run = await client.test(id).run(launched.id).wait()
  expect(run).toMatchObject({ status: 'done', participant_count: 2 })
  const { results } = await client.run(run.id).results.list()
  const result = await client.run(run.id).results.get(results[0]?.id ?? 0)
  expect(result).toMatchObject({ status: 'fail', selenium_result: 'pass', asserts: [{ status: 'fail' }] })
  await client.tests.delete(id)
  expect((await client.tests.list()).results).toEqual([])
})
