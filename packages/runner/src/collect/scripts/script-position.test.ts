import { expect, test } from 'vitest'
import { originalPosition } from './script-position.js'

// Line 2 of the text holds, from its third column on, lines 4 and 5 of the author's.
const map = { sources: ['specs/call.ts'], mappings: ';EAGE,QACG' }

test('a position is where the author wrote what stands there', () => {
  expect(originalPosition(map, 2, 5)).toEqual({ file: 'specs/call.ts', line: 4, column: 3 })
  expect(originalPosition(map, 2, 12)).toEqual({ file: 'specs/call.ts', line: 5, column: 6 })
})

test('a line without a column is where its beginning was written', () => {
  expect(originalPosition(map, 2)).toEqual({ file: 'specs/call.ts', line: 4, column: 3 })
})

test('a line that nobody wrote is nowhere', () => {
  expect(originalPosition(map, 1)).toBeUndefined()
  expect(originalPosition(map, 99, 1)).toBeUndefined()
})

test('a text that was taken as it is has the lines of its file', () => {
  expect(originalPosition({ sources: ['specs/call.py'] }, 7)).toEqual({ file: 'specs/call.py', line: 7 })
})
