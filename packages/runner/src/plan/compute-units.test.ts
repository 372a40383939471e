import { expect, test } from 'vitest'
import { aParticipant, aTest } from '../../test/examples.js'
import { computeUnitsOf } from './compute-units.js'

test('compute units include all copies', () => {
  const participants = [aParticipant('a', 2), { ...aParticipant('b'), computeUnit: 'g0.5' }]
  const large = aTest('large', {
    groups: [{ name: 'g', count: 3, participants }],
    participants: [{ ...aParticipant('c', 4), computeUnit: 'g8' }],
  })
  expect(computeUnitsOf(large)).toEqual({ known: 3 * (2 * 2 + 0.5) + 4 * 8, unknown: [] })
})

test('unknown compute units are listed by name', () => {
  const odd = aTest('odd', {
    participants: [
      aParticipant('a'),
      { ...aParticipant('b'), computeUnit: 'huge' },
      { ...aParticipant('c'), computeUnit: 'g' },
      { ...aParticipant('d'), computeUnit: 'huge' },
    ],
  })
  expect(computeUnitsOf(odd)).toEqual({ known: 2, unknown: ['huge', 'g'] })
})
