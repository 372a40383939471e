import { expect, test } from 'vitest'
import { supportsColors } from './colors.js'

test.each<readonly [boolean, Readonly<Record<string, string>>, boolean | undefined, boolean]>([
  [true, {}, undefined, true],
  [false, {}, undefined, false],
  [true, { TERM: 'dumb' }, undefined, false],
  [true, { NO_COLOR: '1' }, undefined, false],
  [true, { NO_COLOR: '' }, undefined, true],
  [false, { FORCE_COLOR: '1' }, undefined, true],
  [false, { FORCE_COLOR: '2' }, undefined, true],
  [false, { FORCE_COLOR: '3' }, undefined, true],
  [false, { FORCE_COLOR: 'true' }, undefined, true],
  [false, { FORCE_COLOR: '' }, undefined, false],
  [true, { FORCE_COLOR: '0' }, undefined, false],
  [true, { FORCE_COLOR: 'false' }, undefined, false],
  [false, { FORCE_COLOR: '1', TERM: 'dumb' }, undefined, true],
  [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, undefined, false],
  [false, { CI: 'true' }, undefined, true],
  [false, { CI: 'true', TERM: 'dumb' }, undefined, false],
  [false, { CI: 'true', NO_COLOR: '1' }, undefined, false],
  [false, { CI: 'false' }, undefined, false],
  [false, { CI: '0' }, undefined, false],
  [true, { CI: 'false' }, undefined, true],
  [false, { NO_COLOR: '1', FORCE_COLOR: '0', TERM: 'dumb' }, true, true],
  [true, { FORCE_COLOR: '1', CI: 'true' }, false, false],
])('isTTY %j, variables %j, flag %j: colors are %j', (isTTY, env, flag, expected) => {
  expect(supportsColors({ isTTY }, env, flag)).toBe(expected)
})
