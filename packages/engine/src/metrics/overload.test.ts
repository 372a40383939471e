import { expect, test } from 'vitest'
import { overloadOf } from './overload.js'

function samples(...busy: number[]) {
  return busy.map((machineBusy) => ({ machineBusy }))
}

test('says so when a fifth of the time was more than busy', () => {
  expect(overloadOf(samples(99, 50, 50, 50, 50))).toBe(
    'the machine was overloaded: over 90 % busy in 1 of 5 samples, so they say more of it than of the page',
  )
})

test.each([
  ['the machine had time', samples(90, 89, 10)],
  ['it was over in a moment', samples(99, 50, 50, 50, 50, 50)],
  ['nothing is known of it', [{}, {}]],
  ['there are no samples', []],
])('says nothing when %s', (_, taken) => {
  expect(overloadOf(taken)).toBeUndefined()
})
