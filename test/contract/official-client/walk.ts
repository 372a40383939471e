import { virtualClock } from '@loadero-test/core/internal'
import { createApp, scriptedEngine } from '@loadero-test/server'
import { type ClientClass, type ClientMethod, pythonClient } from './surface.js'
import { enumerationValues, metricBasesByAggregates } from './values.js'

const bodies: Readonly<Record<string, object>> = {
  test: {
    name: 'A call',
    script: 'client => {}',
    start_interval: 1,
    participant_timeout: 10,
    mode: 'performance',
    increment_strategy: 'linear',
    mos_test: true,
  },
  group: { name: 'pair', count: 1 },
  participant: {
    name: 'caller',
    count: 1,
    browser: 'chromeLatest',
    compute_unit: 'g1',
    network: 'default',
    location: 'us-west-2',
    video_feed: 'default',
    audio_feed: 'default',
    record_audio: false,
  },
  assert: { path: 'machine/cpu/used/avg', operator: 'lt', expected: '80' },
  precondition: { property: 'browser', operator: 'eq', expected: 'chromeLatest' },
  file: { file_type: 'ssl-certificate', name: 'a.pem', content: 'x', password: 'y' },
  name: { name: 'A copy' },
}

const values = Object.fromEntries(
  Object.entries(enumerationValues).map(([name, text]) => [name, text.split(' ')]),
)
const metricPaths = Object.entries(metricBasesByAggregates).flatMap(([aggregates, bases]) =>
  bases
    .split(' ')
    .flatMap((base) =>
      aggregates === '' ? [base] : aggregates.split(' ').map((aggregate) => `${base}/${aggregate}`),
    ),
)

type Json = Readonly<Record<string, unknown>>
interface Answer {
  readonly status: number
  readonly body: Json
}

/** A server with a finished and a live run, and the ids of all resources by their names in the table. */
async function createServer() {
  const clock = virtualClock()
  const scenario = {
    default: {
      durationMs: 2000,
      metrics: { 'machine/cpu/used': [10, 20], 'webrtc/video/codec/in': 'VP8' },
      timecards: [{ name: 'login', durationMs: 250 }],
      mos: [{ score: 4.2, durationMs: 1000 }],
    },
    runs: [{ test: 'Live', holdMs: { pending: 1e9 } }],
  }
  const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }) })
  const send = async (method: string, address: string, content?: string): Promise<Answer> => {
    const url = address.startsWith('http') ? address : `http://loadero.test/v2${address}`
    const headers = { authorization: 'LoaderoAuth any', 'content-type': 'application/json' }
    const init = { method, headers, ...(content !== undefined && { body: content }) }
    // Reading a body takes turns of the event loop, in which the clock would jump to the end of the live run.
    return clock.during(async () => {
      const response = await app(url, init)
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json')
      return { status: response.status, body: isJson ? (JSON.parse(text) as Json) : { text } }
    })
  }
  const create = async (path: string, name: string, changes: object = {}) =>
    Number((await send('POST', path, JSON.stringify({ ...bodies[name], ...changes }))).body['id'])
  const fill = async (name: string) => {
    const id = await create('/projects/1/tests/', 'test', { name })
    const at = `/projects/1/tests/${id}`
    const group = await create(`${at}/groups/`, 'group')
    const participant = await create(`${at}/groups/${group}/participants/`, 'participant')
    const assert = await create(`${at}/asserts/`, 'assert')
    const precondition = await create(`${at}/asserts/${assert}/preconditions/`, 'precondition')
    const run = await create(`${at}/runs/`, '')
    return { test: id, group, participant, assert, precondition, run }
  }
  const done = await fill('Done')
  const isDone = async () => (await send('GET', `/projects/1/runs/${done.run}/`)).body['status'] === 'done'
  while (!(await isDone())) await clock.sleep(1000)
  const live = await fill('Live')
  const first = async (path: string) => {
    const { results } = (await send('GET', path)).body
    return Array.isArray(results) ? (results[0] as Json) : {}
  }
  const result = await first(`/projects/1/runs/${done.run}/results/`)
  const detail = (await send('GET', `/projects/1/runs/${done.run}/results/${String(result['id'])}/`)).body
  const ids: Readonly<Record<string, unknown>> = {
    ...done,
    'live run': live.run,
    script: (await send('GET', `/projects/1/tests/${done.test}/`)).body['script_file_id'],
    file: await create('/projects/1/files/', 'file'),
    result: result['id'],
    'run participant': (await first(`/projects/1/runs/${done.run}/participants/`))['id'],
    log: (detail['log_paths'] as Json)['selenium'],
  }
  /** Replaces the ids of a path. The id of a deletion is that of a new resource. */
  const fillPath = async (path: string) => {
    const [, before = '', name = ''] = /^(.*)\{new ([\w ]+)\}\/$/.exec(path) ?? []
    const insert = (text: string) => text.replaceAll(/\{([\w ]+)\}/g, (_, key: string) => String(ids[key]))
    if (name === '') {
      const isLive = path.includes('{live run}')
      return insert(isLive ? path.replace('{test}', String(live.test)) : path)
    }
    return `${insert(before)}${await create(insert(before), name)}/`
  }
  return { app, send, fillPath }
}

type Server = Awaited<ReturnType<typeof createServer>>

/** The values at a path such as `asserts[].status`. */
function valuesAt(body: unknown, path: string): readonly unknown[] {
  return path
    .split('.')
    .flatMap((segment) => (segment.endsWith('[]') ? [segment.slice(0, -2), '[]'] : [segment]))
    .reduce<readonly unknown[]>(
      (found, segment) =>
        found.flatMap((value) => {
          if (segment === '[]') return Array.isArray(value) ? value : []
          if (typeof value !== 'object' || value === null) return []
          if (segment === '{metric}') return Object.values(value)
          return Object.hasOwn(value, segment) ? [(value as Json)[segment]] : []
        }),
      [body],
    )
}

/** Whether the client can read a value as this type. An empty text is an enumeration without a value. */
function hasType(value: unknown, type: string): boolean {
  if (type === 'time') return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)
  if (type === 'list') return value === null || Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null
  if (type === 'text') return typeof value === 'string'
  if (type === 'number' || type === 'boolean') return typeof value === type
  if (type === 'browser') return typeof value === 'string' && /^(chrome|firefox)(Latest|\d+)$/.test(value)
  if (type === 'metric_path') return metricPaths.includes(String(value))
  return values[type]?.includes(String(value)) ?? false
}

function splitPairs(
  text: string,
): { readonly key: string; readonly kind: string; readonly isOptional: boolean }[] {
  return text
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', kind = name] = pair.split(':')
      return { key: name.replace(/\?$/, ''), kind, isOptional: name.endsWith('?') }
    })
}

/** What works of a set of things that a client can do or read, and what does not. */
export interface Coverage {
  readonly total: number
  /** What does not work, with the reason. */
  readonly problems: readonly string[]
}

export interface Compatibility {
  readonly classes: readonly {
    readonly name: string
    readonly methods: Coverage
    readonly filters: Coverage
    readonly attributes: Coverage
  }[]
  readonly enumerations: Coverage
  readonly metricPaths: Coverage
}

/** Calls every method of the official client, with every filter and value, and reads every attribute. */
export async function walkOfficialClient(): Promise<Compatibility> {
  const server = await createServer()
  try {
    const { problems, read } = await callMethods(server)
    const classes = []
    for (const one of pythonClient) {
      classes.push({
        name: one.name,
        methods: { total: one.methods.length, problems: problems.get(one.name) ?? [] },
        filters: await sendFilters(server, one),
        attributes: readAttributes(one, read.get(one.name) ?? []),
      })
    }
    return {
      classes,
      enumerations: await readEnumerations(server),
      metricPaths: await writeMetricPaths(server),
    }
  } finally {
    await server.app.close()
  }
}

async function callMethods(server: Server) {
  const read = new Map<string, Json[]>()
  const problems = new Map<string, string[]>()
  // Deletions and stops are last, so that the other methods find everything.
  const rank = ({ response }: ClientMethod) => (response === 'none' ? 1 : 0)
  const calls = pythonClient
    .flatMap(({ name, methods }) => methods.map((method) => ({ name, method })))
    .toSorted((a, b) => rank(a.method) - rank(b.method))
  for (const { name, method } of calls) {
    const [verb = '', ...rest] = method.request.split(' ')
    const path = await server.fillPath(rest.join(' '))
    const body = method.body === undefined ? undefined : JSON.stringify(bodies[method.body])
    const answer = await server.send(verb, path, body)
    if (answer.status < 200 || answer.status > 299) {
      problems.set(name, [...(problems.get(name) ?? []), `${method.name}: ${answer.status}`])
    } else if (method.response === 'row' || method.response === 'page') {
      const { results } = answer.body
      const rows =
        method.response === 'row' ? [answer.body] : Array.isArray(results) ? (results as Json[]) : []
      const target = method.reads ?? name
      read.set(target, [...(read.get(target) ?? []), ...rows])
    }
  }
  return { problems, read }
}

async function sendFilters(server: Server, { list, filters = '' }: ClientClass): Promise<Coverage> {
  const pairs = splitPairs(filters)
  const problems: string[] = []
  for (const { key, kind } of pairs) {
    const sent = sampleOf(kind)
    const query = sent.map((value) => `filter_${key}=${encodeURIComponent(value)}`).join('&')
    const { status, body } = await server.send('GET', `${await server.fillPath(list ?? '')}?${query}`)
    const filter = body['filter'] as Json | undefined
    const echo = filter?.[key] ?? (filter?.['profile'] as Json | undefined)?.[key]
    const isApplied = JSON.stringify([echo].flat().map(String)).toLowerCase()
    if (status !== 200) problems.push(`${key}: ${status}`)
    else if (isApplied !== JSON.stringify(sent).toLowerCase()) problems.push(`${key}: ignored`)
  }
  return { total: pairs.length, problems }
}

/** Values of a filter as the Python client sends them: enumerations as repeated keys, booleans with a capital. */
function sampleOf(kind: string): readonly string[] {
  if (kind === 'text') return ['call']
  if (kind === 'number') return ['3']
  if (kind === 'time') return ['1700000000']
  if (kind === 'boolean') return ['True']
  return (kind === 'metric_path' ? metricPaths : (values[kind] ?? [])).slice(0, 2)
}

/** An attribute works when a response has had it with its type, and none with another one. */
function readAttributes({ attributes }: ClientClass, rows: readonly Json[]): Coverage {
  const pairs = splitPairs(attributes)
  const problems = pairs.flatMap(({ key, kind, isOptional }) => {
    const found = rows.flatMap((row) => valuesAt(row, key))
    const wrong = found.find((value) => !hasType(value, kind))
    if (wrong !== undefined) return [`${key}: ${JSON.stringify(wrong)} is no ${kind}`]
    return found.length === 0 && !isOptional ? [`${key}: not sent`] : []
  })
  return { total: pairs.length, problems }
}

async function readEnumerations({ send }: Server): Promise<Coverage> {
  const known = (await send('GET', '/statics/')).body
  const pairs = Object.entries(values).flatMap(([type, all]) => all.map((value) => ({ type, value })))
  const problems = pairs
    .filter(({ type, value }) => !valuesAt(known, `${type}[].value`).includes(value))
    .map(({ type, value }) => `${type} ${value}`)
  return { total: pairs.length, problems }
}

/** Every path is listed, and can be the path of an assert. */
async function writeMetricPaths({ send, fillPath }: Server): Promise<Coverage> {
  const at = await fillPath('/projects/1/tests/{test}/asserts/')
  const listed = (await send('GET', '/statics/metric_path/')).body
  const problems: string[] = []
  for (const path of metricPaths) {
    const isListed = Object.values(listed).includes(path)
    const body = { ...bodies['assert'], path: path.replace('{name}', 'login') }
    const { status } = await send('POST', at, JSON.stringify(body))
    if (!isListed || status !== 201) problems.push(path)
  }
  return { total: metricPaths.length, problems }
}
