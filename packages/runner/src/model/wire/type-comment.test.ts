import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTypeComment, removeTypeComment } from './type-comment.js'

test('the comment of a pulled script is not sent', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string().map(addTypeComment)), (script) => {
      expect(removeTypeComment(addTypeComment(script))).toBe(script)
      expect(addTypeComment(script).split('\n')).toHaveLength(script.split('\n').length)
    }),
  )
})

test.each([
  [
    'a formatter moved the script',
    `${addTypeComment('').trim()}\nclient => client.end()`,
    '\nclient => client.end()',
  ],
  ['another comment', '/** @type {Script} */ client => {}', '/** @type {Script} */ client => {}'],
  ['a later comment', `x\n${addTypeComment('')}`, `x\n${addTypeComment('')}`],
])('after %s the script keeps its lines', (_, text, script) => {
  expect(removeTypeComment(text)).toBe(script)
})
