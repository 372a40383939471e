import { expect, test } from 'vitest'
import { aParticipant, aTest } from '../testing.js'
import { checkProject, computeUnits } from './check-project.js'

const large = aTest('large', {
  groups: [
    {
      name: 'g',
      count: 3,
      participants: [aParticipant('a', 2), { ...aParticipant('b'), computeUnit: 'g0.5' }],
    },
  ],
  participants: [{ ...aParticipant('c', 4), computeUnit: 'g8' }],
})

test('compute units are counted with all copies', () => {
  expect(computeUnits(large)).toBe(3 * (2 * 2 + 0.5) + 4 * 8)
})

test('a test over the limit of the plan is refused, wherever the project tells it, and one at the limit is not', () => {
  const project = (max_test_cu: number) => ({ id: 1, plan_limits: { max_test_cu } }) as never
  expect(() => checkProject([large], project(45.5))).not.toThrow()
  expect(() => checkProject([aTest(), large], project(45))).toThrow(
    "'large' takes 45.5 compute units, but the plan of the project allows 45",
  )
  expect(() =>
    checkProject([large], { id: 1, subscription: { settings: { max_test_cu: 1 } } } as never),
  ).toThrow('allows 1')
  expect(() => checkProject([large], { id: 1 } as never)).not.toThrow()
})

test('a script in another language than the project is refused', () => {
  const python = aTest('snake', { scriptLanguage: 'python' })
  expect(() => checkProject([aTest(), python], { id: 1 } as never)).toThrow(
    "but that of 'snake' is in python",
  )
  expect(() => checkProject([python], { id: 1, language: 'python' } as never)).not.toThrow()
})
