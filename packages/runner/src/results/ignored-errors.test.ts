import { expect, test } from 'vitest'
import { findIgnoredErrors } from './ignored-errors.js'

const time = '2026-11-26T06:46:33.713Z'

function locate(line: number) {
  return line === 9 ? undefined : `specs/buy.ts:${line + 10}`
}

test.each([
  [
    'with its place',
    `${time} ! keys: does nothing (script line 3)`,
    ['keys: does nothing (specs/buy.ts:13)'],
  ],
  [
    'with the places of its callers',
    `${time} ! getText: gone (script line 3, called from line 5)`,
    ['getText: gone (specs/buy.ts:13, called from specs/buy.ts:15)'],
  ],
  ['in no file', `${time} ! url: refused (script line 9)`, ['url: refused (script line 9)']],
  ['without a place', `${time} ! stray`, ['stray']],
  ['printed by the script', '! mine (script line 3)', []],
  ['that failed the script', `${time} ✖ Error: gone\n✖ gone (script line 3)`, []],
])('an error is read %s', async (_, lines, errors) => {
  const log = `${time} → url("x") 3 ms\n${lines}\n[engine] machine sufficient: x\n`
  expect(await findIgnoredErrors(log, () => Promise.resolve(locate))).toEqual(errors)
})

test('places are not looked up without an error', async () => {
  const neverLocate = () => Promise.reject(new Error('the source map was read'))
  expect(await findIgnoredErrors(`${time} → url("x") 3 ms\n`, neverLocate)).toEqual([])
})
