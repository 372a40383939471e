import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aParticipant, aTest } from '../../test/examples.js'
import { participantCount } from '../model/spec.js'
import { selectTests } from './select.js'

function tagged(id: string, ...tags: string[]) {
  return { ...aTest(id), tags }
}
function ids(tests: readonly { id: string }[]) {
  return tests.map(({ id }) => id)
}

test('names and tags must both match', () => {
  const tests = [
    tagged('call > joins', 'smoke'),
    tagged('call > leaves', 'slow'),
    tagged('shop > buys', 'smoke', 'slow'),
  ]
  expect(ids(selectTests(tests, [], { name: /call/ }).tests)).toEqual(['call > joins', 'call > leaves'])
  for (const name of [/^call > joins$/, /^call joins$/, /L J/i])
    expect(ids(selectTests(tests, [], { name }).tests)).toEqual(['call > joins'])
  expect(ids(selectTests(tests, [], { tags: 'smoke and not slow' }).tests)).toEqual(['call > joins'])
  expect(ids(selectTests(tests, [], { tags: 'smoke or slow', name: /shop/ }).tests)).toEqual(['shop > buys'])
  expect(ids(selectTests(tests, [], { ids: new Set(['call > leaves']) }).tests)).toEqual(['call > leaves'])
})

test('an invalid tag expression is a usage error', () => {
  expect(() => selectTests([], [], { tags: 'smoke and' })).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: --tag: Tag expression "smoke and" could not be parsed because of syntax error: Expected operand.]
      Write for example: smoke and not (slow or 'video').
  `,
  )
})

test('the participant count includes all copies', () => {
  const spec = {
    groups: [{ name: 'g', count: 3, participants: [aParticipant('a', 2), aParticipant('b')] }],
    participants: [aParticipant('c', 4)],
  }
  expect(participantCount(aTest('t', spec))).toBe(13)
})

test('shards contain each test once, and are balanced', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 })
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 5 }), (counts, of) => {
      const tests = counts.map((count, index) =>
        aTest(`t${index}`, { participants: [aParticipant('p', count)] }),
      )
      const cut = (from: typeof tests) =>
        Array.from(
          { length: of },
          (_, index) => selectTests(from, [], { shard: { index: index + 1, of } }).tests,
        )
      const shards = cut(tests)
      expect(shards.flatMap(ids).toSorted()).toEqual(ids(tests).toSorted())
      expect(cut(tests.toReversed()).map((shard) => ids(shard).toSorted())).toEqual(
        shards.map((shard) => ids(shard).toSorted()),
      )
      const loads = shards.map((shard) => shard.reduce((sum, one) => sum + participantCount(one), 0))
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(0, ...counts))
    }),
  )
})
