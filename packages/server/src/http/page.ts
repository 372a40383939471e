import type { Page } from '@loadero-test/core'
import type { Assumptions } from '../assumptions.js'
import { type AppliedFilter, type ListFilters, parseInteger } from './filters.js'
import { badRequest } from './http-error.js'
import type { PageWindow } from '../store/store.js'

/** The rows of a list, oldest first; reading a window of them is cheaper than reading them all. */
export interface Rows<R> {
  readonly count: () => number
  readonly find: (window?: PageWindow) => readonly R[]
}

interface Listing<R, V> {
  readonly filters: ListFilters<R>
  readonly assumptions: Assumptions
  readonly view: (row: R) => V
}

/** One page of the rows that the query asks for, in the service's envelope. */
export function createPage<R, V>(
  rows: Rows<R>,
  query: URLSearchParams,
  { filters, assumptions, view }: Listing<R, V>,
): Page<V> {
  const applied = apply(filters, query, assumptions)
  const window = windowOf(query)
  const { limit, offset } = window
  const { total, found } = applied.length === 0 ? whole(rows, window) : filtered(rows, applied, window)
  return {
    pagination: {
      limit,
      offset,
      page: limit === 0 ? 1 : Math.floor(offset / limit) + 1,
      total_pages: limit === 0 ? 1 : Math.max(1, Math.ceil(total / limit)),
      total_items: total,
    },
    filter: echo(applied),
    results: found.map(view),
  }
}

function whole<R>(rows: Rows<R>, window: PageWindow) {
  return { total: rows.count(), found: rows.find(window) }
}

function filtered<R>(rows: Rows<R>, applied: readonly Named<R>[], window: PageWindow) {
  const fitting = rows.find().filter((row) => applied.every(([, { matches: admits }]) => admits(row)))
  const ordered = window.newestFirst ? fitting.toReversed() : fitting
  const { offset, limit } = window
  return { total: fitting.length, found: ordered.slice(offset, limit === 0 ? undefined : offset + limit) }
}

type Named<R> = readonly [string, AppliedFilter<R>]

function apply<R>(filters: ListFilters<R>, query: URLSearchParams, assumptions: Assumptions): Named<R>[] {
  return Object.entries(filters).flatMap(([name, filter]) => {
    const key = `filter_${name}`
    return query.has(key) ? [[name, filter(query.getAll(key), key, assumptions)] as const] : []
  })
}

function echo(applied: readonly Named<never>[]): Record<string, unknown> {
  const entries = (section: AppliedFilter<never>['section']) =>
    applied.filter(([, one]) => one.section === section).map(([name, one]) => [name, one.echo])
  const profile = entries('profile')
  return {
    ...Object.fromEntries(entries(undefined)),
    ...(profile.length > 0 && { profile: Object.fromEntries(profile) }),
  }
}

/** Without `limit` the service returns everything. */
function windowOf(query: URLSearchParams): PageWindow {
  const order = query.get('order_by') || 'id'
  if (order !== 'id' && order !== '-id') throw badRequest('invalid value for order_by')
  return { limit: count(query, 'limit'), offset: count(query, 'offset'), newestFirst: order === '-id' }
}

function count(query: URLSearchParams, key: string): number {
  const value = parseInteger(query.get(key) || '0', key)
  if (value < 0) throw badRequest(`invalid int value for ${key}`)
  return value
}
