import { expect, test } from 'vitest'
import { aParticipant, aTest } from '../../test/examples.js'
import { asSessionError } from '../verdict/session-error.js'
import { checkCost, checkProject } from './check-project.js'

/** The thrown error as kind, message and hint. */
function refusalOf(check: () => void) {
  try {
    check()
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

test('a test above the limit of the plan is refused', () => {
  const project = (max_test_cu: number) => ({ id: 1, plan_limits: { max_test_cu } }) as never
  expect(() => checkProject([large], project(45.5))).not.toThrow()
  expect(refusalOf(() => checkProject([aTest(), large], project(45)))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "'large' needs 45.5 compute units, but the plan of the project allows 45 for a test",
    }
  `)
  const subscription = { id: 1, subscription: { settings: { max_test_cu: 1 } } } as never
  expect(refusalOf(() => checkProject([large], subscription))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "'large' needs 45.5 compute units, but the plan of the project allows 1 for a test",
    }
  `)
  expect(() => checkProject([large], { id: 1 } as never)).not.toThrow()
})

test('a script in another language is refused', () => {
  const python = aTest('snake', { scriptLanguage: 'python' })
  expect(refusalOf(() => checkProject([aTest(), python], { id: 1 } as never))).toMatchInlineSnapshot(`
    {
      "hint": "A project at Loadero has one script language. Use another project, or another script.",
      "kind": "plan",
      "message": "The script of 'snake' is in python, but the scripts of the project are in javascript",
    }
  `)
  expect(() => checkProject([python], { id: 1, language: 'python' } as never)).not.toThrow()
})

test('all tests together must stay below the limits', () => {
  const tests = [large, large]
  expect(() => checkCost(tests, { id: 1 } as never, 91)).not.toThrow()
  expect(refusalOf(() => checkCost(tests, { id: 1 } as never, 90))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "The tests need 91 compute units, but --max-cu allows 90",
    }
  `)
  const month = (used: number) =>
    ({ id: 1, plan_limits: { max_monthly_cu: 100 }, compute_unit_usage: { used } }) as never
  expect(() => checkCost(tests, month(9))).not.toThrow()
  expect(refusalOf(() => checkCost(tests, month(10)))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "The tests need 91 compute units, but the project has only 90 left this month",
    }
  `)
})

test('a participant above the limit is refused', () => {
  const project = (max_participant_cu: string | number) =>
    ({ id: 1, subscription: { settings: { max_participant_cu } } }) as never
  expect(() => checkProject([large], project('g8'))).not.toThrow()
  expect(refusalOf(() => checkProject([large], project('g6')))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "Participant 'c' of 'large' needs g8, but the plan of the project allows 6 compute units for a participant",
    }
  `)
  expect(refusalOf(() => checkProject([large], project(6)))).toEqual(
    refusalOf(() => checkProject([large], project('g6'))),
  )
})

test('an unknown compute unit is refused with a limit', () => {
  const odd = aTest('odd', { participants: [{ ...aParticipant('p'), computeUnit: 'x1' }] })
  expect(() => checkCost([odd], { id: 1 } as never)).not.toThrow()
  expect(refusalOf(() => checkCost([odd], { id: 1 } as never, 100))).toMatchInlineSnapshot(`
    {
      "hint": "Use fewer participants, or smaller compute units.",
      "kind": "limit",
      "message": "--max-cu cannot be checked, because the size of compute unit x1 is unknown",
    }
  `)
})
