import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paginate } from './paginate.js'
import type { Page } from '../types/page.js'

interface Row {
  readonly id: number
}

/** A list that changes between requests, as told: rows leave, others come, at any place. */
interface Change {
  readonly remove: readonly number[]
  readonly insert: readonly number[]
}

function mutating(rows: number[], changes: readonly Change[], total: boolean, cap: number) {
  const stayed = new Set(rows)
  const pending = [...changes]
  let next = 1_000
  let asked = 0
  const read = (asking: number, offset: number): Promise<Page<Row>> => {
    if (++asked > 10_000) throw new Error('reads for ever')
    const limit = Math.min(asking, cap)
    const results = rows.slice(offset, offset + limit).map((id) => ({ id }))
    const pagination = { limit, offset, ...(total && { total_items: rows.length }) }
    const change = pending.shift()
    for (const place of change?.remove ?? []) {
      const [gone] = rows.splice(place % (rows.length || 1), 1)
      if (gone !== undefined) stayed.delete(gone)
    }
    for (const place of change?.insert ?? []) rows.splice(place % (rows.length + 1), 0, next++)
    return Promise.resolve({ pagination, filter: {}, results })
  }
  return { read, stayed, asked: () => asked }
}

async function ids(rows: AsyncIterable<Row>): Promise<number[]> {
  const found: number[] = []
  for await (const { id } of rows) found.push(id)
  return found
}

test('whatever stays comes exactly once, however rows come and go between pages', async () => {
  const places = fc.array(fc.nat(60), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      fc.nat(40),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 2, max: 9 }),
      fc.array(fc.record({ remove: places, insert: places }), { maxLength: 8 }),
      fc.boolean(),
      async (length, pageSize, cap, changes, total) => {
        const rows = Array.from({ length }, (_, index) => index + 1)
        const { read, stayed } = mutating(rows, changes, total, cap)
        const found = await ids(paginate(read, pageSize))
        expect(new Set(found).size).toBe(found.length)
        expect(found).toEqual(expect.arrayContaining([...stayed]))
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
  expect(await ids(paginate(read, 3))).toEqual([1, 2, 3, 4, 5])
  expect(offsets).toEqual([0, 2, 4])
})

test('a service that knows no pages is read once', async () => {
  const results = [{ id: 1 }, { id: 2 }, { id: 3 }]
  let asked = 0
  const read = (): Promise<Page<Row>> => {
    asked++
    return Promise.resolve({ pagination: {}, filter: {}, results })
  }
  expect(await ids(paginate(read, 2))).toEqual([1, 2, 3])
  expect(asked).toBe(1)
})

test('pages of one row have nothing to overlap with, and still end', async () => {
  const { read } = mutating([1, 2, 3], [], true, 1)
  expect(await ids(paginate(read, 1))).toEqual([1, 2, 3])
})
