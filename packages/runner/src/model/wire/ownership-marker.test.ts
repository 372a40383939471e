import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markerLineCount, type OwnershipMarker, addMarker, parseMarker } from './ownership-marker.js'

const aMarker: OwnershipMarker = {
  file: 'specs/shop.loadero.ts',
  name: 'shop > buys',
  prefix: '',
  project: 7,
  hash: '0a1b',
  version: '1.2.3',
}
const text = fc.string({ unit: 'binary' })
const markers: fc.Arbitrary<OwnershipMarker> = fc.record(
  { file: text, name: text, prefix: text, project: fc.nat(), hash: text, version: text },
  { requiredKeys: ['file', 'name', 'prefix', 'project', 'version'] },
)
const languages = fc.constantFrom('javascript', 'java', 'python')

test('any marker and script are parsed as written', () => {
  fc.assert(
    fc.property(text, languages, markers, (script, language, marker) => {
      expect(parseMarker(addMarker(script, language, marker))).toEqual({ marker, script })
    }),
  )
})

test('a marker keeps line numbers, except in Python', () => {
  fc.assert(
    fc.property(text, languages, markers, (script, language, marker) => {
      const lines = addMarker(script, language, marker).split('\n')
      expect(lines.slice(markerLineCount(language) || 1)).toEqual(
        script.split('\n').slice(language === 'python' ? 0 : 1),
      )
    }),
  )
})

test('a marker is readable in the script', () => {
  expect(addMarker('client => {}', 'javascript', aMarker)).toMatchInlineSnapshot(
    `"/* loadero-test {"file":"specs/shop.loadero.ts","name":"shop > buys","prefix":"","project":7,"hash":"0a1b","version":"1.2.3"} */ client => {}"`,
  )
  expect(addMarker('def test(driver):', 'python', aMarker)).toMatchInlineSnapshot(`
    "# loadero-test {"file":"specs/shop.loadero.ts","name":"shop > buys","prefix":"","project":7,"hash":"0a1b","version":"1.2.3"}
    def test(driver):"
  `)
})

test('a name cannot end its comment', () => {
  const script = addMarker('client => {}', 'javascript', { ...aMarker, name: '*/ throw 1 /*\n\u2028' })
  expect(runInThisContext(`(${script})`)).toBeTypeOf('function')
})

test.each([
  'client => {}',
  '/* loadero-test is nice */ client => {}',
  '/* loadero-test {"file":"a"} */ client => {}',
  '/* loadero-test {broken} */ client => {}',
  ' /* loadero-test {} */ client => {}',
  '# loadero-test {}\n',
])('an invalid marker is ignored: %s', (script) => {
  expect(parseMarker(script)).toEqual({ script })
})
