import { type Assumptions, assumptionValues, defaultAssumptions } from '../assumptions.js'
import type { Seed } from '../seed/schema.js'
import { type BodyDifference, compareBodies, type CompareOptions } from './compare-bodies.js'
import { createSeed } from './create-seed.js'
import { type Exchange, readBodyText } from './exchange.js'
import {
  type KnownRows,
  learnExchange,
  pickParents,
  placeholders,
  putParents,
  rowsOf,
  tableOfOperation,
} from './known-rows.js'
import { type MatchedOperation, matchOperation } from './match-operation.js'

/** One difference between a service and the local Loadero, and the assumption that would remove it. */
export interface ExchangeDifference extends BodyDifference {
  /** The method and the path with the names of its ids. */
  readonly operation: string
  /** `name=value` for `serve --assume`. */
  readonly assumption?: string
}

/** A local Loadero for one exchange: time does not pass, and nothing executes participants. */
export interface LocalLoadero {
  (url: string, init: RequestInit): Promise<Response>
  close(): Promise<void>
}

export interface LocalSetup {
  readonly seed: Seed
  readonly projectId: number
  readonly assumptions: Partial<Assumptions>
  /** What the token may do. */
  readonly access: 'all' | 'no-scopes' | 'other-project' | 'no-token'
}

export type CreateLocal = (setup: LocalSetup) => LocalLoadero

/** A state of the local Loadero that the exchange could have met. */
interface Candidate {
  readonly rows: KnownRows
  readonly access: LocalSetup['access']
  /** The id of a test that is launched before, so that it has a run that can be stopped. */
  readonly launches?: number
}

/**
 * Compares an exchange with what the local Loadero responds in the same state.
 * @param known what the exchanges before have shown
 * @returns undefined when the local Loadero cannot know the response, such as a 500
 */
export async function compareExchange(
  exchange: Exchange,
  known: KnownRows,
  { createLocal, assumptions }: { createLocal: CreateLocal; assumptions: Partial<Assumptions> },
): Promise<readonly ExchangeDifference[] | undefined> {
  const matched = matchOperation(exchange.method, exchange.path)
  const isUnknowable = exchange.status === 429 || exchange.status >= 500
  if (isUnknowable || matched?.operation.path === '/') return undefined
  const setups = candidatesFor(exchange, matched, known).map((candidate) => ({
    ...candidate,
    seed: createSeed(candidate.rows).seed,
  }))
  const compare = async (switches: Partial<Assumptions>) => {
    let best: readonly BodyDifference[] | undefined
    for (const setup of setups) {
      const found = await compareOnce(exchange, matched, known, setup, (seed, access) =>
        createLocal({ seed, access, projectId: matched?.ids['project_id'] ?? 1, assumptions: switches }),
      )
      if (best === undefined || found.length < best.length) best = found
      if (best.length === 0) break
    }
    return best ?? []
  }
  const operation = `${exchange.method} ${matched?.operation.path ?? exchange.path.split('?', 1)[0]}`
  const found = await explainAll(assumptions, compare)
  return found.map((difference) => ({ operation, ...difference }))
}

type Explained = BodyDifference & { readonly assumption?: string }
type Compare = (switches: Partial<Assumptions>) => Promise<readonly BodyDifference[]>

/** All differences, each with the assumption that removes it. */
async function explainAll(
  assumptions: Partial<Assumptions>,
  compare: Compare,
): Promise<readonly Explained[]> {
  const differences = await compare(assumptions)
  const [first] = differences
  if (first === undefined) return []
  if (first.kind !== 'status') {
    const explained = await explain(differences, assumptions, compare)
    return differences.map((difference) => {
      const assumption = explained.get(keyOf(difference))
      return { ...difference, ...(assumption !== undefined && { assumption }) }
    })
  }
  // Two bodies of different statuses are not comparable, so they are compared under the assumption that is right.
  for (const [name, switches] of alternativesTo(assumptions)) {
    const after = await compare(switches)
    if (after[0]?.kind !== 'status') return [{ ...first, assumption: name }, ...after]
  }
  return differences
}

/** Finds the assumptions that remove differences without adding others. */
async function explain(
  differences: readonly BodyDifference[],
  assumptions: Partial<Assumptions>,
  compare: Compare,
): Promise<ReadonlyMap<string, string>> {
  const explained = new Map<string, string>()
  const before = new Set(differences.map(keyOf))
  for (const [name, switches] of alternativesTo(assumptions)) {
    const after = new Set((await compare(switches)).map(keyOf))
    if ([...after].some((key) => !before.has(key))) continue
    for (const key of before) if (!after.has(key) && !explained.has(key)) explained.set(key, name)
  }
  return explained
}

/** Each other value of each assumption, as `name=value` and as switches. */
function alternativesTo(
  assumptions: Partial<Assumptions>,
): readonly (readonly [name: string, switches: Partial<Assumptions>])[] {
  const current = { ...defaultAssumptions, ...assumptions }
  return Object.entries(assumptionValues).flatMap(([name, values]) =>
    values
      .filter((value) => value !== current[name as keyof Assumptions])
      .map((value) => [`${name}=${value}`, { ...assumptions, [name]: value }] as const),
  )
}

function keyOf({ kind, path, service }: BodyDifference): string {
  return `${kind} ${path} ${service}`
}

/** States that fit the response: a service knows more than the exchanges have shown. */
function candidatesFor(
  exchange: Exchange,
  matched: MatchedOperation | undefined,
  known: KnownRows,
): readonly Candidate[] {
  const { status, method } = exchange
  if (status === 401) return [{ rows: known, access: 'no-token' }]
  if (status === 403) {
    return [
      { rows: known, access: 'other-project' },
      { rows: known, access: 'no-scopes' },
    ]
  }
  if (matched === undefined) return [{ rows: known, access: 'all' }]
  const { ids, operation } = matched
  const table = tableOfOperation(matched)
  const rows = known.copy()
  const id = ids['id']
  if (status === 404) {
    if (table && id !== undefined) rows.remove(table, id)
    return [
      { rows, access: 'all' },
      { rows: known, access: 'all' },
    ]
  }
  putParents(matched, rows)
  const isStop = operation.path.endsWith('/stop/')
  if (isStop || status === 409) {
    // Only a run that the local Loadero launched itself can be stopped, and keeps its test busy.
    const testId = ids['test_id'] ?? (table === 'tests' ? id : undefined)
    const candidates: Candidate[] = [{ rows, access: 'all' }]
    if (testId !== undefined) {
      const live = rows.copy()
      if (!live.find('tests', testId))
        live.put('tests', { ...placeholders.tests, ...pickParents(ids), id: testId })
      if (isStop && id !== undefined) live.remove('runs', id)
      candidates.unshift({ rows: live, access: 'all', launches: testId })
    }
    return [...candidates, ...resultCandidates(exchange, ids, rows)]
  }
  if (method === 'GET' && status < 300) {
    learnExchange(exchange, rows)
    return [{ rows, access: 'all' }, ...resultCandidates(exchange, ids, rows)]
  }
  if (table && id !== undefined && !rows.find(table, id)) putTarget(exchange, matched, rows)
  return [{ rows, access: 'all' }]
}

/** Whether a run has ended since it was last read is unknown. */
function resultCandidates(
  { status }: Exchange,
  ids: Readonly<Record<string, number>>,
  rows: KnownRows,
): readonly Candidate[] {
  const run = ids['run_id'] === undefined ? undefined : rows.find('runs', ids['run_id'])
  if (run === undefined) return []
  const other = rows.copy()
  other.put('runs', { ...run, status: status === 409 ? 'running' : 'done' })
  return [{ rows: other, access: 'all' }]
}

/** The row that a write needs: as its response shows it, or the least that a seed needs. */
function putTarget(exchange: Exchange, matched: MatchedOperation, rows: KnownRows): void {
  const table = tableOfOperation(matched)
  const id = matched.ids['id']
  if (table === undefined || id === undefined) return
  const [row] = exchange.status < 300 ? rowsOf(exchange.body) : []
  rows.put(table, { ...placeholders[table], ...row, ...pickParents(matched.ids), id })
}

async function compareOnce(
  exchange: Exchange,
  matched: MatchedOperation | undefined,
  known: KnownRows,
  { seed, access, launches }: Candidate & { readonly seed: Seed },
  createLocal: (seed: Seed, access: LocalSetup['access']) => LocalLoadero,
): Promise<readonly BodyDifference[]> {
  const local = createLocal(seed, access)
  const headers = access === 'no-token' ? {} : { authorization: 'LoaderoAuth any' }
  const send = async (method: string, path: string, body?: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const init = { method, headers, ...(body !== undefined && { body: text }) }
    const response = await local(`http://loadero.test/v2${path}`, init)
    return { response, body: readBodyText(await response.text()) }
  }
  try {
    let { path } = exchange
    if (launches !== undefined) {
      const project = matched?.ids['project_id'] ?? 1
      const launched = await send('POST', `/projects/${project}/tests/${launches}/runs/`)
      const runId = rowsOf(launched.body)[0]?.id
      if (path.endsWith('/stop/')) path = path.replace(/\d+\/stop\/$/, `${runId ?? 0}/stop/`)
    }
    const { response, body } = await send(exchange.method, path, exchange.requestBody)
    const differences = compareHeads(exchange, response)
    if (exchange.status !== response.status) return differences
    const unpaged = await readUnpaged(exchange, body, send)
    return [...differences, ...compareBodies(exchange.body, unpaged, optionsFor(exchange, matched, known))]
  } finally {
    await local.close()
  }
}

/** Of a list, the local Loadero knows only the rows that exchanges have shown, so its pages begin elsewhere. */
async function readUnpaged(
  { method, path }: Exchange,
  body: unknown,
  send: (method: string, path: string) => Promise<{ readonly body: unknown }>,
): Promise<unknown> {
  const { pathname, searchParams } = new URL(path, 'http://loadero.test')
  const isWindow = ['limit', 'offset'].some((key) => searchParams.has(key))
  if (method !== 'GET' || !isWindow || typeof body !== 'object' || body === null || !('results' in body)) {
    return body
  }
  searchParams.delete('limit')
  searchParams.delete('offset')
  const all = (await send('GET', `${pathname}?${searchParams}`)).body
  return {
    ...body,
    results: typeof all === 'object' && all !== null && 'results' in all ? all.results : null,
  }
}

function compareHeads(exchange: Exchange, response: Response): readonly BodyDifference[] {
  const pairs = [
    ['status', '', String(exchange.status), String(response.status)],
    ['value', 'header location', exchange.location, response.headers.get('location') ?? undefined],
    ['type', '', mediaType(exchange.contentType), mediaType(response.headers.get('content-type'))],
  ] as const
  const found = pairs.flatMap(([kind, path, service = 'nothing', local = 'nothing']) =>
    service === local ? [] : [{ kind, path, service, local }],
  )
  // Another status comes with another body.
  return found[0]?.kind === 'status' ? found.slice(0, 1) : found
}

function mediaType(contentType: string | null | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase()
}

/** Keys whose values the local Loadero makes up itself, or counts over rows that it may not know. */
const localKeys = /(^|\.|_)(id|created|updated|total_items|total_pages|name)$|_count$|^script$/
const countedKeys = /(^|\.)(group_count|participant_count|total_cu_count)$/

function optionsFor(
  exchange: Exchange,
  matched: MatchedOperation | undefined,
  known: KnownRows,
): CompareOptions {
  const isWrite = ['POST', 'PUT'].includes(exchange.method) && !/\/(copy|stop|runs)\/$/.test(exchange.path)
  const sent = typeof exchange.requestBody === 'object' ? (exchange.requestBody ?? {}) : {}
  const table = matched && tableOfOperation(matched)
  const id = matched?.ids['id']
  // Of a row that no exchange has shown, the keys that a PUT leaves out are unknown.
  const isKnown = exchange.method === 'POST' || (table && id !== undefined && known.find(table, id))
  return {
    mayBeMissing: (path) => countedKeys.test(path),
    comparesValue: (path) => {
      if (path === 'results[]') return isComplete(exchange.body)
      if (exchange.status >= 400) return true
      if (path.startsWith('filter.')) return true
      if (path.startsWith('pagination.')) return !localKeys.test(path)
      if (matched?.operation.tag === 'statics') return path.endsWith('[]')
      if (!isWrite || path.includes('[')) return false
      return path in sent || (Boolean(isKnown) && !localKeys.test(path))
    },
  }
}

/** Whether a page has all rows, so that a row that it lacks does not match the filters of the service. */
function isComplete(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('pagination' in body)) return false
  const { pagination } = body
  if (typeof pagination !== 'object' || pagination === null) return false
  const { limit = 0, offset = 0, total_items: total } = pagination as Readonly<Record<string, unknown>>
  return offset === 0 && (limit === 0 || total === rowsOf(body).length)
}
