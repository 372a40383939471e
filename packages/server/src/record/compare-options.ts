import type { CompareOptions } from './compare-bodies.js'
import { isObject } from '@loadero-test/core/internal'
import type { Exchange } from './exchange.js'
import { type KnownRows, rowsOf, tableOfOperation } from './known-rows.js'
import type { MatchedOperation } from './match-operation.js'

/** Keys whose values the local Loadero makes up itself, or counts over rows that it may not know. */
const localKeys = /(^|\.|_)(id|created|updated|total_items|total_pages|name)$|_count$|^script$/
const countedKeys = /(^|\.)(group_count|participant_count|total_cu_count)$/

/** What of a response can be compared. */
export function chooseComparison(
  exchange: Exchange,
  matched: MatchedOperation | undefined,
  known: KnownRows,
): CompareOptions {
  const isWrite = ['POST', 'PUT'].includes(exchange.method) && !/\/(copy|stop|runs)\/$/.test(exchange.path)
  const sent = isObject(exchange.requestBody) ? exchange.requestBody : {}
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
  if (!isObject(body) || !isObject(body['pagination'])) return false
  const { limit = 0, offset = 0, total_items: total } = body['pagination']
  return offset === 0 && (limit === 0 || total === rowsOf(body).length)
}
