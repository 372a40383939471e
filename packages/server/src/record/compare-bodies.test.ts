import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareBodies } from './compare-bodies.js'

const options = { comparesValue: () => true, mayBeMissing: (path: string) => path === 'count' }

test.each([
  [{ a: 1 }, { a: 1, b: 'x' }, [{ kind: 'field', path: 'b', service: 'nothing', local: 'string' }]],
  [{ a: 1, b: true }, { a: 1 }, [{ kind: 'field', path: 'b', service: 'boolean', local: 'nothing' }]],
  [{ a: null }, { a: [] }, [{ kind: 'type', path: 'a', service: 'null', local: 'array' }]],
  [
    { at: '2026-01-01T00:00:00Z' },
    { at: 'soon' },
    [{ kind: 'type', path: 'at', service: 'date-time', local: 'string' }],
  ],
  [{ count: 1 }, {}, []],
  [{ a: 1 }, { a: 2 }, [{ kind: 'value', path: 'a', service: '1', local: '2' }]],
  [
    [{ id: 3 }, { id: 1 }],
    [{ id: 1 }, { id: 3 }],
    [{ kind: 'order', path: '', service: 'newest first', local: 'oldest first' }],
  ],
  [
    [{ id: 1 }, { id: 2 }],
    [{ id: 1 }],
    [{ kind: 'value', path: '[]', service: 'also 2', local: 'nothing more' }],
  ],
  [
    { m: { 'a/b': { x: 1 } } },
    { m: { 'a/b': { x: '1' } } },
    [{ kind: 'type', path: 'm.{metric}.x', service: 'number', local: 'string' }],
  ],
  ['text', { a: 1 }, [{ kind: 'type', path: '', service: 'string', local: 'object' }]],
  [undefined, undefined, []],
])('%j and %j', (service, local, differences) => {
  expect(compareBodies(service, local, options)).toEqual(differences)
})

test('a value does not differ from itself', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(compareBodies(value, structuredClone(value), options)).toEqual([])
    }),
  )
})

test('two values differ the other way round, too', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const [there, back] = [compareBodies(a, b, options), compareBodies(b, a, options)]
      expect(there.length > 0).toBe(back.length > 0)
    }),
  )
})
