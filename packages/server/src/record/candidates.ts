import type { Exchange } from './exchange.js'
import {
  type KnownRows,
  learnExchange,
  pickParents,
  placeholders,
  putParents,
  rowsOf,
  tableOfOperation,
} from './known-rows.js'
import type { MatchedOperation } from './match-operation.js'

/** What a token may do. */
export type TokenAccess = 'all' | 'no-scopes' | 'other-project' | 'no-token'

/** A state of the local Loadero that the exchange could have met. */
export interface Candidate {
  readonly rows: KnownRows
  readonly access: TokenAccess
  /** The id of a test that is launched before, so that it has a run that can be stopped. */
  readonly launches?: number
}

/** States that fit the response, the likeliest first: a service knows more than the exchanges have shown. */
export function findCandidates(
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
  if (table && id !== undefined && !rows.find(table, id)) {
    // The row that a write needs: as its response shows it, or the least that a seed needs.
    const [row] = status < 300 ? rowsOf(exchange.body) : []
    rows.put(table, { ...placeholders[table], ...row, ...pickParents(ids), id })
  }
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
