import type { Classificator } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { createLocalServer } from '../../test/local.js'

test('statics have 27 types with disabled retired values', async () => {
  const { send } = createLocalServer()
  const types = (await send<string[]>('GET', '/statics/types/')).body
  expect(types).toHaveLength(27)
  const all = (await send<Record<string, Classificator[]>>('GET', '/statics/')).body
  expect(Object.keys(all)).toEqual(types)
  expect(Object.values(all).flat()).toHaveLength(241)
  expect(all['test_mode']?.map(({ value, disabled }) => [value, disabled])).toEqual([
    ['performance', false],
    ['load', false],
    ['session-record', false],
  ])
  expect(all['media_type']?.every(({ disabled }) => disabled)).toBe(true)
})

test('each type has its own route, an unknown one a 404', async () => {
  const { send } = createLocalServer()
  expect((await send<Classificator[]>('GET', '/statics/operator/')).body).toHaveLength(7)
  const paths = (await send<string[]>('GET', '/statics/metric_path/')).body
  expect(paths).toContain('webrtc/audio/rtt/95th')
  expect(paths).toContain('actions/timeExecution/{name}')
  expect((await send('GET', '/statics/nonsense/')).status).toBe(404)
  expect((await send('GET', '/statics/', { headers: { authorization: '' } })).status).toBe(401)
})
