import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levelOf, resize } from './test-size.js'
import { participantCount } from '../spec.js'

function aParticipant(name: string, count: number) {
  return { name, count, browser: 'chromeLatest', network: 'default', location: 'us-west-2' } as never
}

const spec = {
  groups: [
    { name: 'pair', count: 4, participants: [aParticipant('caller', 1), aParticipant('callee', 2)] },
    { name: 'crowd', count: 2, participants: [aParticipant('viewer', 3)] },
  ],
  participants: [aParticipant('observer', 1)],
}

function countsOf({ groups, participants }: typeof spec) {
  const counts = (some: readonly { name: string; count: number }[]) => some.map(({ count }) => count)
  return [counts(groups), groups.map((one) => counts(one.participants)), counts(participants)]
}

test.each([
  [8, {}, [[8, 4], [[1, 2], [3]], [2]]],
  [1, {}, [[1, 1], [[1, 2], [3]], [1]]],
  [5, { group: 'crowd' }, [[4, 5], [[1, 2], [3]], [1]]],
  [9, { participant: 'observer' }, [[4, 2], [[1, 2], [3]], [9]]],
  [6, { participant: 'callee' }, [[4, 2], [[1, 6], [3]], [1]]],
])('level %i of %j has the counts %j', (level, scope, counts) => {
  expect(countsOf(resize(spec, level, scope))).toEqual(counts)
})

test('a test keeps its size at its own level, and has more participants at a higher one', () => {
  const scopes = fc.constantFrom({}, { group: 'pair' }, { participant: 'viewer' })
  fc.assert(
    fc.property(scopes, fc.integer({ min: 1, max: 500 }), (scope, level) => {
      expect(resize(spec, levelOf(spec, scope), scope)).toEqual(spec)
      const sizeAt = (one: number) => participantCount({ spec: resize(spec, one, scope) })
      expect(sizeAt(level + 1)).toBeGreaterThan(sizeAt(level))
    }),
  )
})

test.each([
  [{ group: 'pears' }, "The test has no group 'pears'"],
  [{ participant: 'pair' }, "The test has no participant 'pair'"],
  [{ group: 'pair', participant: 'caller' }, '--group and --participant'],
])('refuses the scope %j', (scope, message) => {
  expect(() => levelOf(spec, scope)).toThrow(message)
})
