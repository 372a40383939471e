import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chanceProbability, createOverrepresentation } from './overrepresented.js'
import type { Traits } from './judged-participant.js'

function many(count: number, traits: Traits): readonly Traits[] {
  return Array.from({ length: count }, () => traits)
}

test('overrepresented traits are named with their count', () => {
  const lost = { browser: 'firefox132', location: 'eu-central-1', network: '3g', computeUnit: 'g2' }
  const group = [...many(31, lost), { ...lost, browser: 'chrome131', location: 'us-west-2', network: '4g' }]
  const others = many(68, { browser: 'chrome131', location: 'us-west-2', network: '4g', computeUnit: 'g2' })
  expect(createOverrepresentation([...group, ...others])(group)).toEqual([
    '31 of 32: firefox132, eu-central-1, 3g',
  ])
})

test('traits with different counts are listed separately', () => {
  const group = [...many(9, { network: '3g', group: 'pair' }), { network: '3g', group: 'crowd' }]
  const others = many(30, { network: '4g', group: 'crowd' })
  expect(createOverrepresentation([...group, ...others])(group)).toEqual([
    '10 of 10: 3g',
    '9 of 10: group pair',
  ])
})

test.each([
  ['all participants', many(9, { browser: 'firefox132' }), []],
  ['one of two', many(1, { browser: 'firefox132' }), many(1, { browser: 'chrome131' })],
  ['two of four', many(2, { browser: 'firefox132' }), many(2, { browser: 'chrome131' })],
  [
    'half and half',
    [...many(20, { browser: 'firefox132' }), ...many(20, { browser: 'chrome131' })],
    many(60, { browser: 'chrome131' }),
  ],
  ['no participant', [], many(3, { browser: 'chrome131' })],
])('no trait is named for %s', (_, group, others) => {
  expect(createOverrepresentation([...group, ...others])(group)).toEqual([])
})

test('a named trait is more frequent than among others', () => {
  const traits = fc.record({
    browser: fc.constantFrom('chrome131', 'firefox132'),
    network: fc.constantFrom('3g', '4g', 'default'),
  })
  const groups = fc.tuple(fc.array(traits, { maxLength: 25 }), fc.array(traits, { maxLength: 25 }))
  fc.assert(
    fc.property(groups, ([group, others]) => {
      const all = [...group, ...others]
      const named = createOverrepresentation(all)(group)
      expect(createOverrepresentation(all.toReversed())(group.toReversed())).toEqual(named)
      for (const [, count = '', names = ''] of named.map((line) => /^(\d+) of \d+: (.*)$/.exec(line) ?? [])) {
        for (const name of names.split(', ')) {
          const having = (those: readonly Traits[]) =>
            those.filter(({ browser, network }) => browser === name || network === name).length
          expect(having(group)).toBe(Number(count))
          expect(having(group) / group.length).toBeGreaterThanOrEqual(3 / 4)
          expect(having(group) * others.length).toBeGreaterThan(having(others) * group.length)
        }
      }
    }),
  )
})

test('the probability equals a count of all samples', () => {
  const small = fc.record({ size: fc.nat(8), having: fc.nat(8), sample: fc.nat(8), of: fc.nat(8) })
  fc.assert(
    fc.property(small, ({ size, having, sample, of }) => {
      fc.pre(having <= size && sample <= size && of <= sample)
      // Those that have it are the first bits.
      const samples = Array.from({ length: 2 ** size }, (_, set) => set).filter((set) => ones(set) === sample)
      const hits = samples.filter((set) => ones(set & (2 ** having - 1)) >= of)
      expect(chanceProbability({ size: sample, having: of }, { size, having })).toBeCloseTo(
        hits.length / samples.length,
        9,
      )
    }),
  )
})

function ones(set: number): number {
  return set.toString(2).replaceAll('0', '').length
}
