import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scriptModule } from './script-module.js'

/** What the module exports, or its error. */
function load(text: string): unknown {
  const module: { exports: { script?: unknown } } = { exports: {} }
  try {
    runInNewContext(scriptModule(text), { module })
    return typeof module.exports.script
  } catch (error) {
    return (error as Error).name
  }
}

test.each([
  'client => {}',
  ';client => {};',
  'client => {}; // a comment',
  'client => {} // a comment',
  '// a comment\nasync function run(client) {}\n;\n/* the ; end */\n',
  '(client => {})',
  "client => { client.url(';') /* ; */ }",
])('one function is loaded: %j', (text) => {
  expect(load(text)).toBe('function')
})

test.each([
  'function helper() {}\nclient => {}',
  'const helper = () => {}\nclient => {}',
  'client => {}\nclient => {}',
  'client => {}; client => {}',
  'client => {}; helper() // one',
  'module.exports = client => {}; 1',
  "describe('x', () => {}); 5",
  '',
])('anything else is refused: %j', (text) => {
  expect(load(text)).not.toBe('function')
})

test('text before a function never hides the function', () => {
  const parts = fc.constantFrom('client => {}', 'function helper() {}', ';', '\n', '// c\n', '/* ; */', 'a()')
  const check = () =>
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 6 }), (words) => {
        const functions = words.filter((word) => /=>|function|a\(/.test(word)).length
        return load(words.join('\n')) !== 'function' || functions === 1
      }),
    )
  expect(check).not.toThrow()
})

test('the text keeps the numbers of its lines', () => {
  const text = '// one\n\nclient => {\n}'
  expect(scriptModule(text).split('\n').slice(1, 4)).toEqual(text.split('\n').slice(1))
})
