import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonPart, splitJson, type Visit } from './json-splitter.js'

async function* chunksOf(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  await Promise.resolve()
}

async function partsOf(text: string, size: number, visit: (path: readonly string[]) => Visit) {
  const parts: JsonPart[] = []
  for await (const part of splitJson(chunksOf(text, size), visit)) parts.push(part)
  return parts
}

const nested = fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()))

test('takes the same values as JSON.parse, however the text is cut', async () => {
  const property = fc.asyncProperty(
    nested,
    fc.integer({ min: 1, max: 40 }),
    fc.nat(2),
    async (value, size, indent) => {
      const text = JSON.stringify(value, null, indent)
      const parts = await partsOf(text, size, ({ length }) => (length < 2 ? 'enter' : 'take'))
      const expected = Object.entries(JSON.parse(text) as typeof value).flatMap(([key, inner]) =>
        Object.entries(inner).map(([name, part]) => ({ path: [key, name], value: part })),
      )
      expect(parts).toEqual(expected)
    },
  )
  await fc.assert(property, { numRuns: 30 })
})

test('an incomplete text gives a beginning of the parts', async () => {
  const property = fc.asyncProperty(
    nested,
    fc.nat(),
    fc.integer({ min: 1, max: 9 }),
    async (value, cut, size) => {
      const text = JSON.stringify(value)
      const visit = ({ length }: readonly string[]): Visit => (length < 2 ? 'enter' : 'take')
      const all = await partsOf(text, size, visit)
      const some = await partsOf(text.slice(0, cut % text.length), size, visit)
      // A number that is cut is not complete, and is left out.
      expect(all.slice(0, some.length)).toEqual(some)
    },
  )
  await fc.assert(property, { numRuns: 30 })
})

test('any bytes are read without an error', async () => {
  const property = fc.asyncProperty(
    fc.string({ unit: 'binary' }),
    fc.integer({ min: 1, max: 9 }),
    async (text, size) => {
      expect(
        await partsOf(`{"a":${text}`, size, ({ length }) => (length === 0 ? 'enter' : 'take')),
      ).toBeInstanceOf(Array)
    },
  )
  await fc.assert(property, { numRuns: 30 })
})

test.each([
  ['skips members', '{"a":[1,{"b":"]\\""}],"c":2}', 'skip', [{ path: ['c'], value: 2 }]],
  [
    'gives indexes of arrays',
    '[[1,2],"x"]',
    'enter',
    [
      { path: ['0', '0'], value: 1 },
      { path: ['0', '1'], value: 2 },
      { path: ['1'], value: 'x' },
    ],
  ],
] as const)('%s', async (_, text, onArray, parts) => {
  const visit = (path: readonly string[]): Visit => {
    if (path.length === 0) return 'enter'
    return path.at(-1) === 'a' || (path.length === 1 && path[0] === '0') ? onArray : 'take'
  }
  expect(await partsOf(text, 3, visit)).toEqual(parts)
})
