import { expect, test } from 'vitest'
import { isManaged, remoteName } from './identity.js'

const marker = { file: 'a.loadero.ts', name: 'call', prefix: '', project: 7, version: '1' }
const owner = { project: 7, prefix: '' }

test('the remote name begins with the prefix', () => {
  expect(remoteName('', 'call > two')).toBe('call > two')
  expect(remoteName('feature/x', 'call > two')).toBe('[feature/x] call > two')
})

test('a marker of this project and prefix is managed', () => {
  expect(isManaged('call', marker, owner)).toBe(true)
  expect(isManaged('[x] call', { ...marker, prefix: 'x' }, { ...owner, prefix: 'x' })).toBe(true)
})

test.each([
  ['without a marker', 'call', undefined],
  ['that is a manual copy', 'Copy of call', marker],
  ['of another prefix', '[x] call', { ...marker, prefix: 'x' }],
  ['with a prefix in its name', '[x] call', { ...marker, name: '[x] call', prefix: 'x' }],
  ['of another project', 'call', { ...marker, project: 8 }],
])('a test %s is unmanaged', (_, name, otherMarker) => {
  expect(isManaged(name, otherMarker, owner)).toBe(false)
})
