import { virtualClock } from '@loadero-test/core/internal'
import { createApp, parseSeed, type Scenario, scriptedEngine, type Seed } from '@loadero-test/server'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const scenario: Scenario = {
  seed: 7,
  default: {
    durationMs: { uniform: { from: 0, to: 5000 } },
    result: { pass: 3, fail: 1 },
    metrics: {
      'machine/cpu/used': { normal: { mean: 40, stddev: 10 }, count: 5 },
      'webrtc/video/codec/in': 'VP8',
      'mos/audio/e-model': [4.1],
    },
    timecards: [{ name: 'login', durationMs: 20 }],
    mos: [{ score: 4.5, durationMs: 1000 }],
  },
}

function open(seed?: Seed) {
  const clock = virtualClock()
  const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }), ...(seed && { seed }) })
  const ask = async (method: string, path: string, body?: object) => {
    const init = {
      method,
      headers: { authorization: 'LoaderoAuth any' },
      ...(body && { body: JSON.stringify(body) }),
    }
    const response = await clock.during(() => app(`http://loadero.test/v2/projects/1${path}`, init))
    const text = await response.text()
    return { status: response.status, body: (text.startsWith('{') ? JSON.parse(text) : {}) as Answer }
  }
  const list = async (path: string) => (await ask('GET', path)).body.results ?? []
  return { app, clock, ask, list }
}

type Server = ReturnType<typeof open>
interface Row {
  readonly id: number
  readonly count: number
  readonly group_id?: number
  readonly group_count?: number
  readonly participant_count?: number
}
interface Answer extends Partial<Row> {
  readonly results?: readonly Row[]
}

const settings = {
  name: 'A call',
  script: 'x',
  start_interval: 1,
  participant_timeout: 10,
  mode: 'performance',
  increment_strategy: 'linear',
}

/** Table → all ids that the server assigned, to detect duplicates. */
type AssignedIds = Map<string, Set<number>>

const kinds = ['test', 'group', 'participant', 'grouped', 'assert', 'precondition'] as const
const steps = fc.array(
  fc.record({
    action: fc.constantFrom('create', 'create', 'create', 'copy', 'delete', 'launch', 'move'),
    kind: fc.constantFrom(...kinds),
    count: fc.integer({ min: 1, max: 3 }),
    pick: fc.nat({ max: 1000 }),
  }),
  { minLength: 5, maxLength: 40 },
)
type Step = { action: string; kind: (typeof kinds)[number]; count: number; pick: number }

function chosen(rows: readonly Row[], pick: number): number | undefined {
  return rows[pick % Math.max(1, rows.length)]?.id
}

/** The collection for a row of this kind, or undefined without a parent. */
async function collectionOf({ list }: Server, kind: Step['kind'], pick: number) {
  if (kind === 'test') return '/tests/'
  const testId = chosen(await list('/tests/'), pick)
  if (testId === undefined) return undefined
  if (kind === 'group') return `/tests/${testId}/groups/`
  if (kind === 'participant') return `/tests/${testId}/participants/`
  if (kind === 'assert') return `/tests/${testId}/asserts/`
  const [parents, children] = kind === 'grouped' ? ['groups', 'participants'] : ['asserts', 'preconditions']
  const parent = chosen(await list(`/tests/${testId}/${parents}/`), pick)
  return parent === undefined ? undefined : `/tests/${testId}/${parents}/${parent}/${children}/`
}

function bodyOf({ kind, count }: Step): object {
  const participant = { name: 'caller', count, browser: 'chromeLatest' }
  return {
    test: settings,
    group: { name: 'pair', count },
    participant,
    grouped: participant,
    assert: { path: 'machine/cpu/used/avg', operator: 'lt', expected: '45' },
    precondition: { property: 'browser', operator: 'eq', expected: 'chromeLatest' },
  }[kind]
}

async function take(server: Server, step: Step, assigned: AssignedIds) {
  const { ask, list } = server
  const collection = await collectionOf(server, step.action === 'launch' ? 'test' : step.kind, step.pick)
  if (collection === undefined) return
  const note = (name: string, id: number | undefined) => {
    const ids = assigned.get(name) ?? new Set()
    assigned.set(name, ids)
    if (id === undefined) return
    expect(ids, `${name} ${id} was assigned before`).not.toContain(id)
    ids.add(id)
  }
  const table = collection.split('/').at(-2) ?? ''
  if (step.action === 'create') return note(table, (await ask('POST', collection, bodyOf(step))).body.id)
  const id = chosen(await list(collection), step.pick)
  if (id === undefined) return
  if (step.action === 'launch') return note('runs', (await ask('POST', `/tests/${id}/runs/`)).body.id)
  if (step.action === 'copy' && step.kind !== 'precondition')
    return note(table, (await ask('POST', `${collection}${id}/copy/`)).body.id)
  if (step.action === 'delete') return void (await ask('DELETE', `${collection}${id}/`))
  const testId = Number(collection.split('/')[2])
  const group =
    step.kind === 'participant' ? chosen(await list(`/tests/${testId}/groups/`), step.pick) : undefined
  if (group !== undefined) await ask('PUT', `${collection}${id}/`, { ...bodyOf(step), group_id: group })
}

function sum(numbers: readonly number[]) {
  return numbers.reduce((total, one) => total + one, 0)
}

/** Counts are what is there, children have their parents, and lists are in order. */
async function check({ list }: Server) {
  for (const one of await list('/tests/')) {
    const [groups, participants] = [
      await list(`/tests/${one.id}/groups/`),
      await list(`/tests/${one.id}/participants/`),
    ]
    const sizes = new Map(groups.map(({ id, count }) => [id, count]))
    const inside = participants.filter(({ group_id }) => group_id !== undefined)
    expect(inside.every(({ group_id }) => sizes.has(group_id ?? 0))).toBe(true)
    expect(one.group_count ?? 0).toBe(sum([...sizes.values()]))
    expect(one.participant_count ?? 0).toBe(
      sum(
        participants.map(
          ({ count, group_id }) => count * (group_id === undefined ? 1 : (sizes.get(group_id) ?? 0)),
        ),
      ),
    )
    for (const group of groups) {
      const members = await list(`/tests/${one.id}/groups/${group.id}/participants/`)
      expect(group.participant_count ?? 0).toBe(sum(members.map(({ count }) => count)))
      expect(members.map(({ id }) => id)).toEqual(members.map(({ id }) => id).toSorted((a, b) => a - b))
    }
  }
}

function orphans(dumped: Record<string, unknown>): string[] {
  const rows = (table: string) => (dumped[table] ?? []) as readonly Readonly<Record<string, number>>[]
  const links = [
    ['groups', 'test_id', 'tests'],
    ['participants', 'test_id', 'tests'],
    ['participants', 'group_id', 'groups'],
    ['asserts', 'test_id', 'tests'],
    ['preconditions', 'assert_id', 'asserts'],
    ['tests', 'script_file_id', 'files'],
    ['runs', 'script_file_id', 'files'],
    ['run_participants', 'run_id', 'runs'],
    ['results', 'run_id', 'runs'],
    ['results', 'run_participant_id', 'run_participants'],
  ] as const
  return links.flatMap(([table, column, parent]) => {
    const ids = new Set(rows(parent).map(({ id }) => id))
    return rows(table)
      .filter((row) => row[column] !== undefined && !ids.has(row[column]))
      .map(({ id }) => `${table} ${id}: ${column}`)
  })
}

test('any sequence of requests keeps the data consistent', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const server = open()
      const assigned: AssignedIds = new Map()
      for (const step of plan) await take(server, step, assigned)
      await check(server)
      expect(orphans(await server.app.dump())).toEqual([])
      await server.app.close()
    }),
    { numRuns: 100 },
  )
})

test('a loaded dump is dumped unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const server = open()
      const assigned: AssignedIds = new Map()
      for (const step of plan) await take(server, step, assigned)
      await server.clock.sleep(60_000)
      const dumped = JSON.stringify(await server.app.dump())
      await server.app.close()
      const again = open(parseSeed(JSON.parse(dumped)))
      expect(JSON.stringify(await again.app.dump())).toBe(dumped)
      const { id } = (await again.ask('POST', '/tests/', settings)).body
      expect(assigned.get('tests')?.has(id ?? 0) ?? false).toBe(false)
      await again.app.close()
    }),
    { numRuns: 100 },
  )
})
