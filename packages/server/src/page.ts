import type { Page } from '@loadero-test/core'
import { type Applied, type Filters, integer } from './filters.js'
import { unprocessable } from './http-error.js'

/** One page of the rows that the query asks for, in the service's envelope. */
export const page = <R extends { readonly id: number }, V>(
  rows: readonly R[],
  query: URLSearchParams,
  filters: Filters<R>,
  view: (row: R) => V,
): Page<V> => {
  const applied = apply(filters, query)
  const found = ordered(
    rows.filter((row) => applied.every(([, { admits }]) => admits(row))),
    query.get('order_by'),
  )
  const limit = count(query, 'limit')
  const offset = count(query, 'offset')
  return {
    pagination: {
      limit,
      offset,
      page: limit === 0 ? 1 : Math.floor(offset / limit) + 1,
      total_pages: limit === 0 ? 1 : Math.max(1, Math.ceil(found.length / limit)),
      total_items: found.length,
    },
    filter: echo(applied),
    results: found.slice(offset, limit === 0 ? undefined : offset + limit).map(view),
  }
}

const apply = <R>(filters: Filters<R>, query: URLSearchParams): (readonly [string, Applied<R>])[] =>
  Object.entries(filters).flatMap(([name, filter]) => {
    const key = `filter_${name}`
    return query.has(key) ? [[name, filter(query.getAll(key), key)] as const] : []
  })

const echo = (applied: readonly (readonly [string, Applied<never>])[]): Record<string, unknown> => {
  const entries = (section: Applied<never>['section']) =>
    applied.filter(([, one]) => one.section === section).map(([name, one]) => [name, one.echo])
  const profile = entries('profile')
  return {
    ...Object.fromEntries(entries(undefined)),
    ...(profile.length > 0 && { profile: Object.fromEntries(profile) }),
  }
}

const ordered = <R extends { readonly id: number }>(
  rows: readonly R[],
  order: string | null,
): readonly R[] => {
  if (order === null || order === '' || order === 'id') return rows
  if (order === '-id') return rows.toReversed()
  throw unprocessable('invalid value for order_by')
}

/** Without `limit` the service returns everything. */
const count = (query: URLSearchParams, key: string): number => {
  const value = integer(query.get(key) || '0', key)
  if (value < 0) throw unprocessable(`invalid int value for ${key}`)
  return value
}
