import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { fit, pad, rowCount, wrap } from './fit.js'

test.each([
  ['call', 4, 'call'],
  ['calls', 4, 'cal…'],
  ['会議室', 6, '会議室'],
  ['会議室', 5, '会議…'],
  ['会議室', 4, '会…'],
  ['🦉🦉', 3, '🦉…'],
  ['👩‍👩‍👧‍👦 family', 4, '👩‍👩‍👧‍👦 …'],
  ['anything', 1, '…'],
  ['anything', 0, ''],
])('fits %j into %d columns as %j', (text, columns, expected) => {
  expect(fit(text, columns)).toBe(expected)
})

test('a fitted text never exceeds the width', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, columns) => {
      const fitted = fit(text, columns)
      expect(stringWidth(fitted)).toBeLessThanOrEqual(columns)
      expect(fitted === text || stringWidth(text) > columns).toBe(true)
      expect(stringWidth(pad(fitted, columns))).toBe(columns)
    }),
  )
})

test('wraps between words, indents, and keeps paths whole', () => {
  expect(wrap('  script: no element of that name on the page', 24)).toEqual([
    '  script: no element ',
    '    of that name on the ',
    '    page',
  ])
  expect(wrap('    .loadero/run-3/5-caller/script.log', 20)).toEqual([
    '    .loadero/run-3/5-caller/script.log',
  ])
  expect(wrap('short', 20)).toEqual(['short'])
})

test('wrapping keeps all words', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(words, fc.integer({ min: 10, max: 40 }), (all, columns) => {
      expect(
        wrap(`  ${all.join(' ')}`, columns)
          .join(' ')
          .split(/\s+/)
          .filter(Boolean),
      ).toEqual(all)
    }),
  )
})

test.each([
  ['', 80, 1],
  ['x'.repeat(80), 80, 1],
  ['x'.repeat(81), 80, 2],
  ['x', 0, 1],
])('%j in %d columns takes %d rows', (line, columns, rows) => {
  expect(rowCount(line, columns)).toBe(rows)
})
