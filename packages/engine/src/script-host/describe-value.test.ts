import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const { describeValue } = createRequire(import.meta.url)('../../host/describe-value.cjs') as {
  readonly describeValue: (value: unknown) => string
}

function forbidden(): never {
  throw new Error('called')
}
/** Throws on every operation, as an element of Nightwatch makes a command of it. */
const element: object = new Proxy(
  {},
  Object.fromEntries(Reflect.ownKeys(Reflect).map((trap) => [trap, forbidden])) as ProxyHandler<object>,
)

test.each([
  [element, '{…}'],
  [[1, element], '[1,{…}]'],
  [{ parent: element }, '{"parent":{…}}'],
  [Object.defineProperty({}, 'a', { get: forbidden, enumerable: true }), '{"a":…}'],
  [{ click() {}, toJSON: forbidden }, '{…}'],
  ['#out', '"#out"'],
  [{ a: [1, null, undefined] }, '{"a":[1,null,undefined]}'],
  [/a/g, '/a/g'],
  [() => 1, 'ƒ'],
])('a value is described without a call into it: %#', (value, text) => {
  expect(describeValue(value)).toBe(text)
})

test('plain values are described as JSON', () => {
  const value = fc.jsonValue({ maxDepth: 2 }).filter((each) => JSON.stringify(each).length < 200)
  const check = () =>
    fc.assert(
      fc.property(value, (each) => {
        const text = describeValue(each)
        return text.includes('…') || text === JSON.stringify(each) || Object.is(each, -0)
      }),
    )
  expect(check).not.toThrow()
})
