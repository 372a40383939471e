import { expect, test } from 'vitest'
import { listFilters } from './filters.js'
import { defaultAssumptions } from '../assumptions.js'
import { createPage, type ListRows } from './page.js'

const rows = [
  { id: 1, name: 'ann', count: 1, browser: 'chromeLatest', created: '2026-01-01T00:00:00Z' },
  { id: 2, name: 'bob', count: 5, browser: 'firefoxLatest', created: '2026-01-01T00:00:10Z' },
  { id: 3, name: 'anna', count: 9, browser: 'chrome131', created: '2026-01-01T00:00:20Z' },
]
const table = {
  filter_name: 'text',
  filter_among: 'operator',
  filter_even: 'boolean',
  filter_count_from: 'number',
  filter_count_to: 'number',
  filter_created: 'time_or_boolean',
  filter_created_from: 'time',
  filter_browser: 'browser',
} as const
const filters = listFilters(table, {
  name: (row: (typeof rows)[number]) => row.name,
  among: (row) => row.name,
  even: (row) => row.id % 2 === 0,
  count: (row) => row.count,
  created: (row) => row.created,
  browser: (row) => row.browser,
})
/** The rows as the store returns them. */
const source: ListRows<(typeof rows)[number]> = {
  count: () => rows.length,
  find: ({ offset, limit, newestFirst } = { offset: 0, limit: 0, newestFirst: false }) =>
    (newestFirst ? rows.toReversed() : rows).slice(offset, offset + (limit || rows.length)),
}
const assumptions = defaultAssumptions
function list(query: string) {
  const { results, ...rest } = createPage(source, new URLSearchParams(query), {
    filters,
    assumptions,
    view: ({ id }) => id,
  })
  return { ids: results, ...rest }
}

test('a query without parameters returns all rows', () => {
  expect(list('')).toEqual({
    ids: [1, 2, 3],
    pagination: { limit: 0, offset: 0, page: 1, total_pages: 1, total_items: 3 },
    filter: {},
  })
})

test('a limit splits a list into at least one page', () => {
  expect(list('limit=2')).toMatchObject({
    ids: [1, 2],
    pagination: { page: 1, total_pages: 2, total_items: 3 },
  })
  expect(list('limit=2&offset=2')).toMatchObject({ ids: [3], pagination: { page: 2, total_pages: 2 } })
  expect(list('limit=2&filter_name=carl')).toMatchObject({
    ids: [],
    pagination: { total_pages: 1, total_items: 0 },
  })
})

test('order_by=-id returns the newest row first', () => {
  expect(list('order_by=-id&limit=1').ids).toEqual([3])
  expect(() => list('order_by=name')).toThrowErrorMatchingInlineSnapshot(
    `[HttpError: 400 {"code":400,"error":"Unable to process request data: invalid value for order_by"}]`,
  )
})

test.each([
  ['filter_name=ann', [1, 3], { name: 'ann' }],
  ['filter_among=ann&filter_among=bob', [1, 2], { among: ['ann', 'bob'] }],
  ['filter_count_from=5&filter_count_to=8', [2], { count_from: 5, count_to: 8 }],
  ['filter_name=bob&filter_name=anna', [2, 3], { name: ['bob', 'anna'] }],
  ['filter_count_from=9&filter_count_from=5', [2, 3], { count_from: [9, 5] }],
  ['filter_created=true', [1, 2, 3], { created: true }],
  ['filter_created=false', [], { created: false }],
  [`filter_created=${Date.UTC(2026, 0, 1) / 1000}`, [1], { created: 1767225600 }],
  ['filter_even=True', [2], { even: true }],
  ['filter_even=false', [1, 3], { even: false }],
  [`filter_created_from=${Date.UTC(2026, 0, 1) / 1000 + 10}`, [2, 3], { created_from: 1767225610 }],
  ['filter_browser=chromeLatest&filter_name=a', [1], { name: 'a', profile: { browser: ['chromeLatest'] } }],
  ['filter_unheard=of', [1, 2, 3], {}],
])('%s finds %j and is in the response', (query, ids, filter) => {
  expect(list(query)).toMatchObject({ ids, filter })
  expect(list(query).filter).toEqual(filter)
})

test.each([
  ['boolean', 'filter_created=1767225600'],
  ['time', 'filter_created=true'],
] as const)('the assumption that a moment is a %s refuses %s', (momentFilters, query) => {
  const options = { filters, assumptions: { ...assumptions, momentFilters }, view: () => null }
  expect(() => createPage(source, new URLSearchParams(query), options)).toThrow('value for filter_created')
})

test('the newest row can come first by default', () => {
  const options = { filters, assumptions, newestFirst: true, view: ({ id }: { id: number }) => id }
  const ids = (query: string) => createPage(source, new URLSearchParams(query), options).results
  expect([ids(''), ids('order_by=id'), ids('limit=2')]).toEqual([
    [3, 2, 1],
    [1, 2, 3],
    [3, 2],
  ])
})

test.each(['filter_count_from=many', 'filter_created=soon', 'filter_even=perhaps', 'limit=-1', 'offset=x'])(
  '%s is a 400',
  (query) => {
    expect(() => list(query)).toThrowErrorMatchingSnapshot()
  },
)
