import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paginate } from './paginate.js'
import type { Page } from '../types/page.js'

interface Row {
  readonly id: number
}

/** What happens between two requests: the positions at which rows are removed and inserted. */
interface Change {
  readonly remove: readonly number[]
  readonly insert: readonly number[]
}

function createChangingList(rows: number[], changes: readonly Change[], hasTotal: boolean, maxLimit: number) {
  const remaining = new Set(rows)
  const pending = [...changes]
  let next = 1_000
  let requestCount = 0
  const read = (requestedLimit: number, offset: number): Promise<Page<Row>> => {
    if (++requestCount > 10_000) throw new Error('too many requests')
    const limit = Math.min(requestedLimit, maxLimit)
    const results = rows.slice(offset, offset + limit).map((id) => ({ id }))
    const pagination = { limit, offset, ...(hasTotal && { total_items: rows.length }) }
    const change = pending.shift()
    for (const position of change?.remove ?? []) {
      const [removed] = rows.splice(position % (rows.length || 1), 1)
      if (removed !== undefined) remaining.delete(removed)
    }
    for (const position of change?.insert ?? []) rows.splice(position % (rows.length + 1), 0, next++)
    return Promise.resolve({ pagination, filter: {}, results })
  }
  return { read, remaining, requestCount: () => requestCount }
}

async function readIds(rows: AsyncIterable<Row>): Promise<number[]> {
  const found: number[] = []
  for await (const { id } of rows) found.push(id)
  return found
}

test('each remaining row comes once while other rows change', async () => {
  const positions = fc.array(fc.nat(60), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      fc.nat(40),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 2, max: 9 }),
      fc.array(fc.record({ remove: positions, insert: positions }), { maxLength: 8 }),
      fc.boolean(),
      async (length, pageSize, maxLimit, changes, hasTotal) => {
        const rows = Array.from({ length }, (_, index) => index + 1)
        const { read, remaining } = createChangingList(rows, changes, hasTotal, maxLimit)
        const found = await readIds(paginate(read, pageSize))
        expect(new Set(found).size).toBe(found.length)
        expect(found).toEqual(expect.arrayContaining([...remaining]))
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a page begins with the last row of the page before', async () => {
  const offsets: number[] = []
  const rows = Array.from({ length: 5 }, (_, index) => ({ id: index + 1 }))
  const read = (limit: number, offset: number): Promise<Page<Row>> => {
    offsets.push(offset)
    return Promise.resolve({ pagination: {}, filter: {}, results: rows.slice(offset, offset + limit) })
  }
  expect(await readIds(paginate(read, 3))).toEqual([1, 2, 3, 4, 5])
  expect(offsets).toEqual([0, 2, 4])
})

test('a service without pages is read once', async () => {
  const results = [{ id: 1 }, { id: 2 }, { id: 3 }]
  let requestCount = 0
  const read = (): Promise<Page<Row>> => {
    requestCount++
    return Promise.resolve({ pagination: {}, filter: {}, results })
  }
  expect(await readIds(paginate(read, 2))).toEqual([1, 2, 3])
  expect(requestCount).toBe(1)
})

test('pages of one row do not overlap', async () => {
  const { read } = createChangingList([1, 2, 3], [], true, 1)
  expect(await readIds(paginate(read, 1))).toEqual([1, 2, 3])
})

test.each([
  ['and has a total', 250],
  ['and has no total', undefined],
])('a service that ignores the offset %s is an error', async (_, total_items) => {
  const rows = Array.from({ length: 250 }, (_row, index) => ({ id: index + 1 }))
  let requestCount = 0
  const read = (limit: number): Promise<Page<Row>> => {
    requestCount++
    const pagination = { limit, ...(total_items !== undefined && { total_items }) }
    return Promise.resolve({ pagination, filter: {}, results: rows.slice(0, limit) })
  }
  const found: number[] = []
  const readAll = async () => {
    for await (const { id } of paginate(read, 100, 'projects/1/tests/')) found.push(id)
  }
  await expect(readAll()).rejects.toThrowErrorMatchingSnapshot()
  expect(found).toHaveLength(100)
  expect(requestCount).toBeLessThan(12)
})

/** A list with these rows at an offset, whose first page has all rows of the limit. */
function readWith(rowsAt: (offset: number, limit: number) => readonly number[], total_items?: number) {
  let requestCount = 0
  const read = (limit: number, offset: number): Promise<Page<Row>> => {
    requestCount++
    const pagination = { limit, offset, ...(total_items !== undefined && { total_items }) }
    return Promise.resolve({ pagination, filter: {}, results: rowsAt(offset, limit).map((id) => ({ id })) })
  }
  return { read, requestCount: () => requestCount }
}

function range(start: number, length: number) {
  return Array.from({ length }, (_, index) => start + index)
}

let freshId = 1_000_000

test.each<[string, (offset: number, limit: number) => readonly number[], number | undefined, number]>([
  ['has no row behind an offset', (offset, limit) => (offset > 900 ? [] : range(offset, limit)), 9_000, 30],
  ['repeats its last page', (offset, limit) => range(Math.min(offset, 900), limit), 9_000, 16],
  [
    'repeats its last page without a total',
    (offset, limit) => range(Math.min(offset, 900), limit),
    undefined,
    16,
  ],
  ['repeats each page', (_, limit) => range(1, limit), 1e15, 6],
  ['has the same row at each offset', () => [1], 1e15, 6],
  ['grows without an end', (offset, limit) => range(offset, limit), undefined, 1_001],
  ['has other rows at each request', (_, limit) => range((freshId += limit), limit), 300, 1_001],
  ['has no rows, but a total', () => [], 1e15, 3],
])('a list that %s ends with an error', async (_, rowsAt, total, maxRequests) => {
  const { read, requestCount } = readWith(rowsAt, total)
  await expect(readIds(paginate(read, 100, 'projects/1/runs/'))).rejects.toThrow(
    /GET projects\/1\/runs\/: (only \d+( of \d+)? rows could be read, because further pages have no new row|the list does not end after 1000 pages)/,
  )
  expect(requestCount()).toBeLessThan(maxRequests)
})

test('a total that is too high is an error', async () => {
  const read = (): Promise<Page<Row>> =>
    Promise.resolve({ pagination: { limit: 9, total_items: 3 }, filter: {}, results: [{ id: 1 }, { id: 2 }] })
  await expect(readIds(paginate(read, 9))).rejects.toThrow('only 2 of 3 rows')
})
