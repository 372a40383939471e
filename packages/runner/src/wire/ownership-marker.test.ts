import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markerLineCount, type OwnershipMarker, addMarker, parseMarker } from './ownership-marker.js'

const aMark: OwnershipMarker = {
  file: 'specs/shop.loadero.ts',
  name: 'shop > buys',
  prefix: '',
  project: 7,
  hash: '0a1b',
  version: '1.2.3',
}
const text = fc.string({ unit: 'binary' })
const mark: fc.Arbitrary<OwnershipMarker> = fc.record(
  { file: text, name: text, prefix: text, project: fc.nat(), hash: text, version: text },
  { requiredKeys: ['file', 'name', 'prefix', 'project', 'version'] },
)
const language = fc.constantFrom('javascript', 'java', 'python')

test('whatever names and script are, a mark and the text behind it are read as they were written', () => {
  fc.assert(
    fc.property(text, language, mark, (script, written, given) => {
      expect(parseMarker(addMarker(script, written, given))).toEqual({ mark: given, script })
    }),
  )
})

test('a mark leaves the text on its lines, but in a language without inline comments', () => {
  fc.assert(
    fc.property(text, language, mark, (script, written, given) => {
      const lines = addMarker(script, written, given).split('\n')
      expect(lines.slice(markerLineCount(written) || 1)).toEqual(
        script.split('\n').slice(written === 'python' ? 0 : 1),
      )
    }),
  )
})

test('a mark reads well where people see it', () => {
  expect(addMarker('client => {}', 'javascript', aMark)).toMatchInlineSnapshot(
    `"/* loadero-test {"file":"specs/shop.loadero.ts","name":"shop > buys","prefix":"","project":7,"hash":"0a1b","version":"1.2.3"} */ client => {}"`,
  )
  expect(addMarker('def test(driver):', 'python', aMark)).toMatchInlineSnapshot(`
    "# loadero-test {"file":"specs/shop.loadero.ts","name":"shop > buys","prefix":"","project":7,"hash":"0a1b","version":"1.2.3"}
    def test(driver):"
  `)
})

test('a name cannot end the comment that it stands in', () => {
  const evil = addMarker('client => {}', 'javascript', { ...aMark, name: '*/ throw 1 /*\n\u2028' })
  expect(runInThisContext(`(${evil})`)).toBeTypeOf('function')
})

test.each([
  'client => {}',
  '/* loadero-test is nice */ client => {}',
  '/* loadero-test {"file":"a"} */ client => {}',
  '/* loadero-test {broken} */ client => {}',
  ' /* loadero-test {} */ client => {}',
  '# loadero-test {}\n',
])('what only resembles a mark is none: %s', (script) => {
  expect(parseMarker(script)).toEqual({ script })
})
