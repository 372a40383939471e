import { win32, posix } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeFileName } from './file-name.js'

test.each([
  ['screenshot 1.png', 'screenshot 1.png'],
  ['../../etc/passwd', '__.._etc_passwd'],
  ['a\\b:c*?.txt', 'a_b_c_.txt'],
  ['.ssh', '_ssh'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['', '_'],
  ['...', '_'],
  ['räksmörgås 🦐.log', 'räksmörgås 🦐.log'],
])('%j becomes %j', (text, name) => {
  expect(safeFileName(text)).toBe(name)
})

test('any text becomes a valid file name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const name = safeFileName(text)
      expect(name).not.toBe('')
      expect(posix.basename(name)).toBe(name)
      expect(win32.basename(name)).toBe(name)
      expect(name).not.toMatch(/^\.|[.\s]$/)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(121)
      expect(safeFileName(name)).toBe(name)
    }),
  )
})
