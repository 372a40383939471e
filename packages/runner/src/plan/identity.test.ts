import { expect, test } from 'vitest'
import { isManaged, remoteName } from './identity.js'

const mark = { file: 'a.loadero.ts', name: 'call', prefix: '', project: 7, version: '1' }
const owner = { project: 7, prefix: '' }

test('a prefix stands before the name, and no prefix leaves it as it is', () => {
  expect(remoteName('', 'call > two')).toBe('call > two')
  expect(remoteName('feature/x', 'call > two')).toBe('[feature/x] call > two')
})

test('ours is what carries the mark of this project and prefix under the name that it was marked with', () => {
  expect(isManaged('call', mark, owner)).toBe(true)
  expect(isManaged('[x] call', { ...mark, prefix: 'x' }, { ...owner, prefix: 'x' })).toBe(true)
})

test.each([
  ['has no mark', 'call', undefined],
  ['is a copy, which takes the mark along', 'Copy of call', mark],
  ['belongs to another prefix', '[x] call', { ...mark, prefix: 'x' }],
  ['only looks prefixed', '[x] call', { ...mark, name: '[x] call', prefix: 'x' }],
  ['was marked in another project', 'call', { ...mark, project: 8 }],
])('what %s is not ours', (_, name, given) => {
  expect(isManaged(name, given, owner)).toBe(false)
})
