import { expect, test } from 'vitest'
import { faults } from '../../../test/faults.js'
import { conclusionsOf } from './conclusion.js'

test.each(Object.entries(faults))('the conclusion of the fault %s', (_, { result, series }) => {
  expect(conclusionsOf(result, series)).toMatchSnapshot()
})

/** What a reader must learn from the first screen: when, who, why. */
test.each([
  [
    'network drop',
    [/from 0:30 on/, /4 of 8 participants \(caller #0, .*caller #3\)/, /changed the network.*3g/],
  ],
  ['slow region', [/from the start/, /10 of 40 participants/, /all 10 have ap-south-1/]],
  ['overloaded machine', [/overloaded from 0:12 to/, /all 8 participants/, /says nothing about the product/]],
  ['server restart', [/at 0:45, all within/, /all 12 participants/, /ERR_CONNECTION_REFUSED/]],
  [
    'script bug',
    [/8\.\d s after the start of each participant/, /all 6 have firefox132/, /specs\/pay\.js:31/],
  ],
] as const)('%s: the first conclusion has when, who and why', (name, patterns) => {
  const { result, series } = faults[name]
  const [first] = conclusionsOf(result, series)
  const text = JSON.stringify(first)
  for (const pattern of patterns) expect(text).toMatch(pattern)
})

test.each(Object.entries(faults))('without logs, the fault %s still has what and who', (_, { result }) => {
  const [first] = conclusionsOf(
    { ...result, participants: result.participants.map(({ failure: __, ...one }) => one) },
    undefined,
  )
  expect(first?.what).not.toBe('')
  expect(first?.who).toMatch(/participant/)
  expect(first?.when).toBeUndefined()
})
