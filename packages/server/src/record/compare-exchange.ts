import type { Assumptions } from '../assumptions.js'
import type { Seed } from '../seed/schema.js'
import { type Candidate, findCandidates, type TokenAccess } from './candidates.js'
import { type BodyDifference, compareBodies } from './compare-bodies.js'
import { chooseComparison } from './compare-options.js'
import { createSeed } from './create-seed.js'
import { type CompareUnder, explainDifferences, type ExplainedDifference } from './explain-differences.js'
import { type Exchange, readBodyText } from './exchange.js'
import { type KnownRows, rowsOf } from './known-rows.js'
import { type MatchedOperation, matchOperation } from './match-operation.js'

/** One difference between a service and the local Loadero. */
export interface ExchangeDifference extends ExplainedDifference {
  /** The method and the path with the names of its ids. */
  readonly operation: string
}

/** A local Loadero for one exchange: time does not pass, and nothing executes participants. */
export interface ReferenceServer {
  (url: string, init: RequestInit): Promise<Response>
  close(): Promise<void>
}

export type CreateReference = (setup: {
  readonly seed: Seed
  readonly projectId: number
  readonly assumptions: Partial<Assumptions>
  readonly access: TokenAccess
}) => ReferenceServer

interface ComparisonOptions {
  readonly createReference: CreateReference
  readonly assumptions: Partial<Assumptions>
  /** Whether runs are as the exchanges before have shown them. Else a run may have ended in the meantime. */
  readonly isCurrent?: boolean
  /** Differences that are explained, by their texts: to explain one again takes a comparison for each assumption. */
  readonly explained?: Map<string, readonly ExplainedDifference[]>
}

/**
 * Compares an exchange with what the local Loadero responds in the same state.
 * @param known what the exchanges before have shown
 * @returns undefined when the local Loadero cannot know the response, such as a 500
 */
export async function compareExchange(
  exchange: Exchange,
  known: KnownRows,
  { createReference, assumptions, isCurrent = false, explained = new Map() }: ComparisonOptions,
): Promise<readonly ExchangeDifference[] | undefined> {
  const matched = matchOperation(exchange.method, exchange.path)
  const isUnknowable = exchange.status === 429 || exchange.status >= 500
  if (isUnknowable || matched?.operation.path === '/') return undefined
  const candidates = findCandidates(exchange, matched, known)
  const setups = (isCurrent ? candidates.slice(0, 1) : candidates).map((candidate) => ({
    ...candidate,
    seed: createSeed(candidate.rows).seed,
  }))
  const projectId = matched?.ids['project_id'] ?? 1
  const compare: CompareUnder = async (switches) => {
    let fewest: readonly BodyDifference[] | undefined
    for (const setup of setups) {
      const { seed, access } = setup
      const reference = createReference({ seed, access, projectId, assumptions: switches })
      let found: readonly BodyDifference[]
      try {
        found = await compareOnce(exchange, matched, known, setup, reference)
      } finally {
        await reference.close()
      }
      if (fewest === undefined || found.length < fewest.length) fewest = found
      if (fewest.length === 0) break
    }
    return fewest ?? []
  }
  const operation = `${exchange.method} ${matched?.operation.path ?? exchange.path.split('?', 1)[0]}`
  const differences = await compare(assumptions)
  const key = JSON.stringify([operation, differences])
  const found = explained.get(key) ?? (await explainDifferences(differences, assumptions, compare))
  explained.set(key, found)
  return found.map((difference) => ({ operation, ...difference }))
}

async function compareOnce(
  exchange: Exchange,
  matched: MatchedOperation | undefined,
  known: KnownRows,
  { access, launches }: Candidate,
  reference: ReferenceServer,
): Promise<readonly BodyDifference[]> {
  const { method, requestBody } = exchange
  const headers = access === 'no-token' ? {} : { authorization: 'LoaderoAuth any' }
  const send = async (verb: string, path: string, content?: unknown) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    const init = { method: verb, headers, ...(content !== undefined && { body: text }) }
    const response = await reference(`http://loadero.test/v2${path}`, init)
    return { response, body: readBodyText(await response.text()) }
  }
  let { path } = exchange
  if (launches !== undefined) {
    const launched = await send(
      'POST',
      `/projects/${matched?.ids['project_id'] ?? 1}/tests/${launches}/runs/`,
    )
    path = path.replace(/\d+\/stop\/$/, `${rowsOf(launched.body)[0]?.id ?? 0}/stop/`)
  }
  const { response, body } = await send(method, path, requestBody)
  const differences = compareHeads(exchange, response)
  if (exchange.status !== response.status) return differences
  let comparable = body
  const { pathname, searchParams } = new URL(`http://loadero.test${path}`)
  if (method === 'GET' && isPage(body) && (searchParams.has('limit') || searchParams.has('offset'))) {
    // The local Loadero knows only the rows that exchanges have shown, so its pages begin elsewhere.
    searchParams.delete('limit')
    searchParams.delete('offset')
    const all = (await send('GET', `${pathname}?${searchParams.toString()}`)).body
    comparable = { ...body, results: isPage(all) ? all.results : null }
  }
  return [
    ...differences,
    ...compareBodies(exchange.body, comparable, chooseComparison(exchange, matched, known)),
  ]
}

function isPage(body: unknown): body is { readonly results: unknown } {
  return typeof body === 'object' && body !== null && 'results' in body
}

/** The status alone when it differs, because another status comes with another body. */
function compareHeads(exchange: Exchange, { status, headers }: Response): readonly BodyDifference[] {
  if (exchange.status !== status) {
    return [{ kind: 'status', path: '', service: String(exchange.status), local: String(status) }]
  }
  const mediaType = (contentType: string | null | undefined) =>
    contentType?.split(';', 1)[0]?.trim().toLowerCase()
  const pairs = [
    ['value', 'header location', exchange.location, headers.get('location') ?? undefined],
    ['type', 'header content-type', mediaType(exchange.contentType), mediaType(headers.get('content-type'))],
  ] as const
  return pairs.flatMap(([kind, path, service = 'nothing', local = 'nothing']) =>
    service === local ? [] : [{ kind, path, service, local }],
  )
}
