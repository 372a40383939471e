import { expect, test } from 'vitest'
import { noTestsExit } from './no-tests-exit.js'

const none = { session: { passWithNoTests: false }, name: undefined, tag: undefined, lastFailed: false }

test.each([
  [{}, undefined, 'no test was found'],
  [{ name: /call/i }, 1, 'no test to run matches --name call; without it there is 1 test'],
  [{ tag: 'smoke' }, undefined, 'no test to run matches --tag smoke'],
  [
    { name: /call/, tag: 'smoke', lastFailed: true },
    3,
    'no test to run matches --name call and --tag smoke and --last-failed; without them there are 3 tests',
  ],
])('the options %j that match none of %s tests are named', (options, declared, reason) => {
  const config = { ...none, ...options } as unknown as Parameters<typeof noTestsExit>[0]
  expect(noTestsExit(config, declared)).toEqual({ code: 3, reason })
})

test('an allowed empty selection passes', () => {
  const config = { ...none, session: { passWithNoTests: true } } as Parameters<typeof noTestsExit>[0]
  expect(noTestsExit(config, 2).code).toBe(0)
})
