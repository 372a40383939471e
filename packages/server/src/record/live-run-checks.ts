import { isLive } from '@loadero-test/core'
import type { Exchange } from './exchange.js'
import { type KnownRows, rowsOf } from './known-rows.js'
import { matchOperation } from './match-operation.js'

/**
 * When the results of a run can be read, the run has probably ended. A later exchange in which it is still live shows
 * that the service returns results of live runs.
 */
export function createLiveRunChecks() {
  const unchecked = new Map<number, { readonly exchange: Exchange; readonly rows: KnownRows }>()
  return {
    /** The earlier exchanges that this one shows to be about a live run. */
    check: (exchange: Exchange, rows: KnownRows) => {
      const matched = matchOperation(exchange.method, exchange.path)
      if (exchange.status > 299 || matched === undefined) return []
      const { operation, ids } = matched
      const run = ids['run_id'] === undefined ? undefined : rows.find('runs', ids['run_id'])
      if (operation.tag === 'results' && run && isLive(String(run['status']))) {
        unchecked.set(run.id, { exchange, rows: rows.copy() })
      }
      if (!operation.response?.startsWith('Run')) return []
      return rowsOf(exchange.body).flatMap(({ id, status }) => {
        const earlier = unchecked.get(id)
        if (earlier === undefined || typeof status !== 'string') return []
        unchecked.delete(id)
        return isLive(status) ? [earlier] : []
      })
    },
  }
}
