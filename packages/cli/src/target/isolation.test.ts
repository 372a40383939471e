import { expect, test } from 'vitest'
import { checkIsolation } from './isolation.js'

const settings = { isolation: 'context', grid: undefined, headed: false } as const
const grid = new URL('http://grid:4444')

test.each([
  ['on a grid', { grid }, '--isolation context cannot be combined with --grid: the browsers of a grid'],
  [
    'with windows',
    { headed: true },
    '--isolation context cannot be combined with --headed: a shared browser',
  ],
])('a shared browser is refused %s', (_, change, message) => {
  expect(() => checkIsolation({ ...settings, ...change })).toThrow(message)
})

test.each([
  ['a shared browser on this machine', {}],
  ['a browser for each participant on a grid', { isolation: 'browser', grid } as const],
  ['a browser for each participant with windows', { isolation: 'browser', headed: true } as const],
])('a run may have %s', (_, change) => {
  expect(() => checkIsolation({ ...settings, ...change })).not.toThrow()
})
