import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSecret, revealSecret, secret } from '../../model/secrets.js'
import { decode, encode } from './encode.js'

function cross(value: unknown): unknown {
  return decode(structuredClone(encode(value)))
}

test('plain values are the same on the other side', () => {
  const values = fc.anything({ withNullPrototype: false, withSparseArray: false, withBigInt: true })
  fc.assert(
    fc.property(values, (value) => {
      expect(cross(value)).toEqual(value)
    }),
  )
})

test('equal references stay equal', () => {
  const shared = { path: './call.js' }
  const [a, b] = cross([shared, shared]) as readonly object[]
  expect(a).toBe(b)
})

test('a value may contain itself', () => {
  const value: Record<string, unknown> = {}
  value['self'] = [value]
  const crossed = cross(value) as { self: readonly unknown[] }
  expect(crossed.self[0]).toBe(crossed)
})

test('kinds of values that a clone would lose are kept', () => {
  class Room {
    readonly name = 'demo'
  }
  const crossed = cross({
    call: function join() {},
    symbol: Symbol('s'),
    room: new Room(),
    password: secret('hunter2'),
    date: new Date(0),
    nothing: undefined,
  }) as Record<string, unknown>
  expect(crossed['call']).toBeTypeOf('function')
  expect((crossed['call'] as { readonly name: string }).name).toBe('join')
  expect(crossed['symbol']).toBeTypeOf('symbol')
  expect(Object.getPrototypeOf(crossed['room'])).not.toBe(Object.prototype)
  expect(isSecret(crossed['password']) && revealSecret(crossed['password'])).toBe('hunter2')
  expect(crossed['date']).toEqual(new Date(0))
  expect('nothing' in crossed).toBe(true)
})
