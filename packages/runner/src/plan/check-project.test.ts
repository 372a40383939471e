import { expect, test } from 'vitest'
import { aParticipant, aTest } from '../../test/examples.js'
import { asSessionError } from '../verdict/session-error.js'
import { checkCost, checkProject } from './check-project.js'

/** What is thrown, as it is shown: kind, message and hint. */
function refusalOf(act: () => void) {
  try {
    act()
  } catch (error) {
    return asSessionError(error)
  }
  return undefined
}

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

test('a test over the limit of the plan is refused, wherever the project tells it, and one at the limit is not', () => {
  const project = (max_test_cu: number) => ({ id: 1, plan_limits: { max_test_cu } }) as never
  expect(() => checkProject([large], project(45.5))).not.toThrow()
  expect(refusalOf(() => checkProject([aTest(), large], project(45)))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "'large' takes 45.5 compute units, but the plan of the project allows 45 for a test",
    }
  `)
  const subscription = { id: 1, subscription: { settings: { max_test_cu: 1 } } } as never
  expect(refusalOf(() => checkProject([large], subscription))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "'large' takes 45.5 compute units, but the plan of the project allows 1 for a test",
    }
  `)
  expect(() => checkProject([large], { id: 1 } as never)).not.toThrow()
})

test('a script in another language than the project is refused', () => {
  const python = aTest('snake', { scriptLanguage: 'python' })
  expect(refusalOf(() => checkProject([aTest(), python], { id: 1 } as never))).toMatchInlineSnapshot(`
    {
      "hint": "A project at Loadero has one script language: use another project, or another script.",
      "kind": "plan",
      "message": "the project's scripts are in javascript, but that of 'snake' is in python",
    }
  `)
  expect(() => checkProject([python], { id: 1, language: 'python' } as never)).not.toThrow()
})

test('what all tests take together is held against the session and against what the month has left', () => {
  const tests = [large, large]
  expect(() => checkCost(tests, { id: 1 } as never, 91)).not.toThrow()
  expect(refusalOf(() => checkCost(tests, { id: 1 } as never, 90))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "the tests take 91 compute units, but --max-cu allows 90",
    }
  `)
  const month = (used: number) =>
    ({ id: 1, plan_limits: { max_monthly_cu: 100 }, compute_unit_usage: { used } }) as never
  expect(() => checkCost(tests, month(9))).not.toThrow()
  expect(refusalOf(() => checkCost(tests, month(10)))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "the tests take 91 compute units, but the project has only 90 left this month",
    }
  `)
})

test('a participant may be too large by itself, however the project says so', () => {
  const project = (max_participant_cu: string | number) =>
    ({ id: 1, subscription: { settings: { max_participant_cu } } }) as never
  expect(() => checkProject([large], project('g8'))).not.toThrow()
  expect(refusalOf(() => checkProject([large], project('g6')))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "'c' of 'large' takes g8, but the plan of the project allows 6 compute units for a participant",
    }
  `)
  expect(refusalOf(() => checkProject([large], project(6)))).toEqual(
    refusalOf(() => checkProject([large], project('g6'))),
  )
})

test('a limit that cannot be kept because a unit is unknown is refused, and without a limit it is none of our business', () => {
  const odd = aTest('odd', { participants: [{ ...aParticipant('p'), computeUnit: 'x1' }] })
  expect(() => checkCost([odd], { id: 1 } as never)).not.toThrow()
  expect(refusalOf(() => checkCost([odd], { id: 1 } as never, 100))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "nobody here knows how many compute units x1 is, so --max-cu cannot be kept",
    }
  `)
})
