import { filterTables, virtualClock } from '@loadero-test/core/internal'
import { createApp, scriptedEngine } from '@loadero-test/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A filter key, a value that matches the only row, and a value that does not. */
type Case = readonly [key: string, hit: string, miss: string]

function range(name: string, value: number): Case[] {
  return [
    [`${name}_from`, String(value), String(value + 1)],
    [`${name}_to`, String(value), String(value - 1)],
  ]
}
/** The virtual clock starts in 2026. */
function time(name: string): Case[] {
  return [
    [`${name}_from`, '1000', '9999999999'],
    [`${name}_to`, '9999999999', '1000'],
  ]
}
function flag(name: string, value: boolean): Case[] {
  return [[name, String(value), String(!value)]]
}
const settings = [...range('start_interval', 3), ...range('participant_timeout', 40)]

const profile: Case[] = [
  ['network', '4g', 'default'],
  ['location', 'eu-west-1', 'us-west-2'],
  ['video_feed', '720p', 'default'],
  ['audio_feed', 'silence', 'default'],
]
const runParticipant: Case[] = [
  ['name', 'caller', 'other'],
  ...range('num', 0),
  ['group_name', 'pair', 'other'],
  ...range('group_num', 0),
  ...flag('record_audio', true),
  ['browser', 'chrome131', 'chromeLatest'],
  ...profile,
]
const run: Case[] = [
  ['test_name', 'A call', 'nothing'],
  ['status', 'done', 'aborted'],
  ['test_mode', 'performance', 'load'],
  ['increment_strategy', 'random', 'linear'],
  ...flag('active', false),
  ...flag('mos_test', false),
  ...flag('started', true),
  ...flag('finished', true),
  ['metric_status', 'available', 'none'],
  ['mos_status', 'none', 'available'],
  ...settings,
  ...['started', 'finished', 'execution_started', 'execution_finished'].flatMap(time),
]
const result: Case[] = [
  ...runParticipant,
  ['status', 'pass', 'fail'],
  ['selenium_result', 'pass', 'fail'],
  ['mos_status', 'none', 'available'],
  ...flag('done', true),
  ...time('start'),
  ...time('end'),
]
const participant: Case[] = [
  ['name', 'caller', 'other'],
  ...range('count', 1),
  ['compute_unit', 'g4', 'g1'],
  ...flag('has_group', true),
  ...flag('record_audio', true),
  ['browser', 'chromeLatest', 'chrome131'],
  ...profile,
]

const lists: Readonly<Record<string, readonly Case[]>> = {
  '/tests/': [
    ['name', 'A call', 'nothing'],
    ['test_mode', 'performance', 'load'],
    ['increment_strategy', 'random', 'linear'],
    ...settings,
  ],
  '/tests/1/groups/': [['name', 'pair', 'other'], ...range('count', 1)],
  '/tests/1/participants/': participant,
  '/tests/1/groups/1/participants/': participant,
  '/tests/1/asserts/': [
    ['path', 'machine/cpu/used/avg', 'machine/cpu/used/max'],
    ['operator', 'lt', 'gt'],
    ['expected', '80', '90'],
  ],
  '/tests/1/asserts/1/preconditions/': [
    ['property', 'network', 'location'],
    ['operator', 'eq', 'neq'],
    ['expected', '4g', '3g'],
  ],
  '/runs/': run,
  '/tests/1/runs/': run,
  '/runs/1/participants/': runParticipant,
  '/tests/1/runs/1/participants/': runParticipant,
  '/runs/1/results/': result,
  '/tests/1/runs/1/results/': result,
  '/files/': [['file_type', 'ssl-certificate', 'run-ssl-certificate']],
}

const profileKeys = new Set(['browser', 'media_type', ...profile.map(([key]) => key)])
const cases = Object.entries(lists).flatMap(([path, keys]) =>
  keys.map(([key, hit, miss]) => [path, key, hit, miss] as const),
)

interface Page {
  readonly results: readonly object[]
  readonly filter: Readonly<Record<string, unknown>> & {
    readonly profile?: Readonly<Record<string, unknown>>
  }
}

async function createServer() {
  const clock = virtualClock()
  const scenario = { default: { durationMs: 2000, metrics: { 'machine/cpu/used': [10] } } }
  const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }) })
  const send = (method: string, path: string, body?: object) =>
    clock.during(async () => {
      const headers = { authorization: 'LoaderoAuth any' }
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
      return (await app(`http://loadero.test/v2/projects/1${path}`, init)).json() as Promise<Page>
    })
  await send('POST', '/tests/', {
    name: 'A call',
    script: 'x',
    start_interval: 3,
    participant_timeout: 40,
    mode: 'performance',
    increment_strategy: 'random',
  })
  await send('POST', '/tests/1/groups/', { name: 'pair', count: 1 })
  await send('POST', '/tests/1/groups/1/participants/', {
    name: 'caller',
    count: 1,
    browser: 'chromeLatest',
    compute_unit: 'g4',
    record_audio: true,
    ...Object.fromEntries(profile.map(([key, hit]) => [key, hit])),
  })
  await send('POST', '/tests/1/asserts/', { path: 'machine/cpu/used/avg', operator: 'lt', expected: '80' })
  await send('POST', '/tests/1/asserts/1/preconditions/', {
    property: 'network',
    operator: 'eq',
    expected: '4g',
  })
  await send('POST', '/files/', { file_type: 'ssl-certificate', name: 'certificate', content: 'x' })
  await send('POST', '/tests/1/runs/')
  await clock.sleep(60_000)
  return { app, send }
}

test('every filter of the client has a case', () => {
  const cased = new Set(cases.map(([, key]) => key))
  const known = Object.values(filterTables).flatMap((table) => Object.keys(table))
  const uncased = known.filter((key) => !cased.has(key.replace('filter_', '')))
  expect(new Set(uncased)).toEqual(new Set(['filter_media_type']))
})

describe('lists', () => {
  let server: Awaited<ReturnType<typeof createServer>>
  beforeAll(async () => {
    server = await createServer()
  })
  afterAll(() => server.app.close())

  test.each(cases)('%s filtered by %s finds %s, not %s', async (path, key, hit, miss) => {
    const find = (value: string) =>
      server.send('GET', `${path}${path.includes('?') ? '&' : '?'}filter_${key}=${encodeURIComponent(value)}`)
    const found = await find(hit)
    expect(found.results).toHaveLength(1)
    const echo = profileKeys.has(key) ? found.filter.profile : found.filter
    expect([echo?.[key]].flat().map(String)).toEqual([hit])
    expect((await find(miss)).results).toEqual([])
  })

  test.each(cases.filter(([, key]) => /_(from|to)$/.test(key)))(
    '%s filtered by %s needs a number',
    async (path, key) => {
      expect(await server.send('GET', `${path}?filter_${key}=soon`)).toEqual({
        code: 400,
        error: `Unable to process request data: invalid int value for filter_${key}`,
      })
    },
  )

  test('retired media types are valid and find nothing', async () => {
    const { results, filter } = await server.send('GET', '/tests/1/participants/?filter_media_type=1080pAV')
    expect({ results, filter }).toEqual({ results: [], filter: { profile: { media_type: ['1080pAV'] } } })
  })
})
