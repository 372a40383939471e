import type { Page } from '@loadero-test/core'
import type { Assumptions } from '../assumptions.js'
import { type PageWindow, sliceWindow } from '../store/store.js'
import { type ListFilters, parseInteger } from './filters.js'
import { badRequest } from './http-error.js'

/** The rows of a list. To read one window of them is cheaper than to read them all. */
export interface ListRows<R> {
  readonly count: () => number
  readonly find: (window?: PageWindow) => readonly R[]
}

/**
 * The page of a list that the query describes, in the service's form.
 * @param options `newestFirst`: without `order_by`, the newest row comes first
 */
export function createPage<R, V>(
  rows: ListRows<R>,
  query: URLSearchParams,
  options: {
    readonly filters: ListFilters<R>
    readonly assumptions: Assumptions
    readonly view: (row: R) => V
    readonly newestFirst?: boolean
  },
): Page<V> {
  const { filters, assumptions, view, newestFirst = false } = options
  const applied = Object.entries(filters).flatMap(([name, filter]) => {
    // An API description of 2022 has this one filter without the prefix.
    const key = name === 'mos_test' && query.has(name) ? name : `filter_${name}`
    return query.has(key) ? [{ name, ...filter(query.getAll(key), key, assumptions) }] : []
  })
  const window = readWindow(query, newestFirst)
  const { limit, offset } = window
  const isMatch = (row: R) => applied.every(({ matches }) => matches(row))
  const matching = applied.length === 0 ? undefined : rows.find().filter(isMatch)
  const total = matching?.length ?? rows.count()
  const found = matching ? sliceWindow(matching, window) : rows.find(window)
  const echoes = applied.map(({ name, echo }) => [name, echo] as const)
  const profile = echoes.filter(([name]) => profileKeys.has(name))
  return {
    pagination: {
      limit,
      offset,
      page: limit === 0 ? 1 : Math.floor(offset / limit) + 1,
      total_pages: limit === 0 ? 1 : Math.max(1, Math.ceil(total / limit)),
      total_items: total,
    },
    filter: {
      ...Object.fromEntries(echoes.filter(([name]) => !profileKeys.has(name))),
      ...(profile.length > 0 && { profile: Object.fromEntries(profile) }),
    },
    results: found.map(view),
  }
}

/** The response repeats the filters of a participant's profile in an object of its own. */
const profileKeys = new Set(['browser', 'network', 'location', 'video_feed', 'audio_feed', 'media_type'])

/** Without `limit` the service returns all rows. */
function readWindow(query: URLSearchParams, newestFirst: boolean): PageWindow {
  const order = query.get('order_by') || (newestFirst ? '-id' : 'id')
  if (order !== 'id' && order !== '-id') throw badRequest('invalid value for order_by')
  const readCount = (key: string) => {
    const value = parseInteger(query.get(key) || '0', key)
    if (value < 0) throw badRequest(`invalid int value for ${key}`)
    return value
  }
  return { limit: readCount('limit'), offset: readCount('offset'), newestFirst: order === '-id' }
}
