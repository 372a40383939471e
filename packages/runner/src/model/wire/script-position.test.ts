import { expect, test } from 'vitest'
import { originalPosition } from './script-position.js'

// Line 2 of the text contains lines 4 and 5 of the source, from its third column on.
const map = { sources: ['specs/call.ts'], mappings: ';EAGE,QACG' }

test('a position is mapped to its source', () => {
  expect(originalPosition(map, 2, 5)).toEqual({ file: 'specs/call.ts', line: 4, column: 3 })
  expect(originalPosition(map, 2, 12)).toEqual({ file: 'specs/call.ts', line: 5, column: 6 })
})

test('a line without a column is mapped by its start', () => {
  expect(originalPosition(map, 2)).toEqual({ file: 'specs/call.ts', line: 4, column: 3 })
})

test('a generated line has no source', () => {
  expect(originalPosition(map, 1)).toBeUndefined()
  expect(originalPosition(map, 99, 1)).toBeUndefined()
})

test('an unchanged text has the lines of its file', () => {
  expect(originalPosition({ sources: ['specs/call.py'] }, 7)).toEqual({ file: 'specs/call.py', line: 7 })
})
