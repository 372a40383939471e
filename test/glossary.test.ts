import { expect, test } from 'vitest'
import { findHomonyms, findShadows } from '../.ci/exported-names.mjs'
import { findBannedWords, parseGlossary, splitName } from '../.ci/glossary.mjs'

const glossary = parseGlossary(`
Some text.

| word | means | never say |
| --- | --- | --- |
| run | one execution | \`dance\`, \`danced\` |
| max… | an upper limit | \`utmost…\` |
| mailbox | receives mail | \`mail room\` |
| reason | why | \`cause\` (names) |
| also | in addition | \`thereto\` (prose) |

| allowed term | in files | as part of | reason |
| --- | --- | --- | --- |
| \`dance\` | \`.\` | \`\\.dance\\(\\|dance floor\` | not ours |
| \`danced\` | \`^old/\` | | history |

| shared name | reason |
| --- | --- |
| \`list\` | both list |

| allowed global | in files | reason |
| --- | --- | --- |
| \`File\` | \`^packages/core/\` | the service's word |
`)

function find(text: string, path = 'a.ts') {
  return findBannedWords({ path, text }, glossary).map(({ line, found, say }) => `${line} ${found}: ${say}`)
}

test.each([
  ['an identifier', 'const a = 1\nfunction dance() {}', ['2 dance: run']],
  ['a part of an identifier', 'const firstDanceOfAll = 1', ['1 firstDanceOfAll: run']],
  ['a constant in capitals', 'const MAIL_ROOM = 1', ['1 MAIL_ROOM: mailbox']],
  ['a property', 'const a = { dance: 1 }', ['1 dance: run']],
  ['a private member', 'class A { #dance = 1 }', ['1 dance: run']],
  ['a type', 'interface MailRoom {}', ['1 MailRoom: mailbox']],
  ['a string', "const a = 'they\\n dance'", ['1 dance: run']],
  ['a single word in a string', "const a = 'mailRoom'", ['1 mailRoom: mailbox']],
  ['a template', 'const a = `\n${1} they Dance`', ['2 Dance: run']],
  ['a line comment', '// A dance', ['1 dance: run']],
  ['a block comment over two lines', '/**\n * A mail\n * room\n */', ['2 mail\n * room: mailbox']],
  ['a name in a comment', '// See startDance.', ['1 startDance: run']],
  ['the title of a test', "test('two participants danced', () => {})", ['1 danced: run']],
  ['a prefix of a name', 'const utmostRetries = 1', ['1 utmostRetries: max…']],
  ['a word banned in names', 'const cause = 1', ['1 cause: reason']],
  ['a word banned in texts', '// It adds thereto.', ['1 thereto: also']],
])('the check refuses %s', (_, text, found) => {
  expect(find(text)).toEqual(found)
})

test.each([
  ['a longer word', 'const dancer = "dancers, attendance and break-dance"'],
  ['a prefix that is the whole name', 'const utmost = 1'],
  ['a prefix later in the name', 'const theUtmostLimit = 1'],
  ['a word banned in names, in a text', '// The cause is known.'],
  ['a word banned in texts, in a name', 'const thereto = 1'],
  ['the path of an import', "import { a } from './dance/dance.js'"],
  ['an exception within a line', 'element.dance(); const a = "the dance floor"'],
])('the check allows %s', (_, text) => {
  expect(find(text)).toEqual([])
})

test('an exception covers only the text it names', () => {
  expect(find('element.dance()\ncall(dance)\ncall(dance)')).toEqual(['2 dance: run'])
  expect(find('element.dance() // a dance')).toEqual(['1 dance: run'])
})

test('an exception without a text covers its files', () => {
  expect(find('// danced', 'old/a.ts')).toEqual([])
  expect(find('// danced', 'new/a.ts')).toEqual(['1 danced: run'])
})

test('file names are checked without their package', () => {
  expect(find('', 'packages/a/src/mail-room/a.ts')).toEqual(['1 packages/a/src/mail-room/a.ts: mailbox'])
  expect(find('', 'packages/dance/src/a.ts')).toEqual([])
})

test('documents are checked in words and in code', () => {
  const text = 'You danced.\n\nThe cause: `cause`.\n\n```ts\nmailRoom() // a cause\n```\n'
  expect(find(text, 'README.md')).toEqual(['1 danced: run', '3 cause: reason', '6 mailRoom: mailbox'])
})

test('names are split into their words', () => {
  expect(splitName('parseHTMLPage2_of-PAGES.ts')).toEqual(['parse', 'html', 'page2', 'of', 'pages', 'ts'])
})

test('one name with two meanings is found', () => {
  const files = [
    { path: 'a.ts', text: '\nexport interface Place {}\nexport const Place = 1\nexport function list() {}' },
    { path: 'b.ts', text: 'type Place = 1\nexport type { Place }\nexport { list }\nconst list = 1' },
    { path: 'c.ts', text: "export { Place } from './a.js'\nexport * from './b.js'" },
    { path: 'd.ts', text: "import { Place } from './a.js'\nexport { Place }\nexport const other = 1" },
  ]
  expect(findHomonyms(files, glossary)).toEqual([{ name: 'Place', places: ['a.ts:2', 'b.ts:1'] }])
})

test('exported types that hide a global are found', () => {
  const text =
    'export type Record = 1\nexport interface Window {}\nexport class File {}\ninterface Element {}\nexport const name = 1'
  const files = ['packages/core/a.ts', 'packages/runner/b.ts'].map((path) => ({ path, text }))
  expect(findShadows(files, glossary).map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual([
    'packages/core/a.ts:1 Record',
    'packages/core/a.ts:2 Window',
    'packages/runner/b.ts:1 Record',
    'packages/runner/b.ts:2 Window',
    'packages/runner/b.ts:3 File',
  ])
})
