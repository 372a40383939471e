import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createStore, type PageWindow } from './store.js'
import type { Tables } from './tables.js'

function row(test_id: number, group_id: number | undefined) {
  return {
    test_id,
    name: 'x',
    count: 1,
    ...(group_id !== undefined && { group_id }),
  } as unknown as Tables['participants']
}
function openStore() {
  return createStore({ now: () => '2026-01-01T00:00:00Z' })
}

const step = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'move', 'remove'),
  id: fc.integer({ min: 1, max: 30 }),
  test_id: fc.integer({ min: 1, max: 3 }),
  group_id: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
})

test('indexes find the same rows as a full scan, by id', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const store = openStore()
      const model = new Map<number, Tables['participants']>()
      for (const { kind, id, test_id, group_id } of steps) {
        const known = model.get(id)
        if (kind === 'insert') {
          const created = store.insert('participants', row(test_id, group_id))
          model.set(created.id, created)
        } else if (kind === 'remove') {
          store.remove('participants', id)
          model.delete(id)
        } else if (known) {
          model.set(id, store.replace('participants', { ...known, ...row(test_id, group_id) }))
        }
      }
      for (const where of [
        {},
        { test_id: 1 },
        { group_id: 2 },
        { test_id: 2, group_id: 3 },
        { test_id: 3, count: 1 },
      ]) {
        const isMatch = (one: Tables['participants']) =>
          Object.entries(where).every(([column, value]) => one[column as 'count'] === value)
        const expected = [...model.values()].filter(isMatch).toSorted((a, b) => a.id - b.id)
        expect(store.find('participants', where)).toEqual(expected)
        expect(store.count('participants', where)).toBe(expected.length)
      }
    }),
  )
})

describe('a window', () => {
  const store = openStore()
  for (let id = 1; id <= 5; id++) store.insert('participants', row(1, undefined))
  const ids = (window: Partial<PageWindow>) =>
    store
      .find('participants', { test_id: 1 }, { offset: 0, limit: 0, newestFirst: false, ...window })
      .map(({ id }) => id)

  test.each([
    [{}, [1, 2, 3, 4, 5]],
    [{ limit: 2 }, [1, 2]],
    [{ offset: 3 }, [4, 5]],
    [{ offset: 4, limit: 3 }, [5]],
    [{ offset: 9 }, []],
    [{ newestFirst: true, limit: 2 }, [5, 4]],
    [{ newestFirst: true, offset: 4, limit: 2 }, [1]],
    [{ newestFirst: true, offset: 9 }, []],
  ])('%o shows %o', (window, expected) => {
    expect(ids(window)).toEqual(expected)
  })
})

test('an id is never used again, even a skipped one', () => {
  const store = openStore()
  const { id } = store.insert('participants', row(1, undefined))
  store.remove('participants', id)
  expect(store.insert('participants', row(1, undefined)).id).toBe(2)
  store.skipIds('participants', 90)
  store.skipIds('participants', 7)
  expect(store.insert('participants', row(1, undefined)).id).toBe(91)
})
