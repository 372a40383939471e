import fc from 'fast-check'
import { expect, test } from 'vitest'
import { problemText, readScript, expectScript, runScript } from '../../../test/spec-files.js'

/** A client that records its calls. */
function recorder() {
  const calls: string[] = []
  return { calls, url: (address: string) => void calls.push(address) }
}

const body = "client => { helper(client, 'a') }"
const helper = 'function helper(client, path) {\n  client.url(path)\n}\n'
const inline = "client => { client.url('a') }"

/** Every way to write one function that visits `a`. */
const accepted = [
  inline,
  `// a comment\n;${inline};`,
  `(${inline})`,
  "async function run(client) { client.url('a') }",
  `${helper}${body}`,
  `const helper = (client, path) => client.url(path)\n;(${body});`,
  `'use strict'\n${helper}module.exports = ${body}`,
  `${helper}module.exports = exports = ${body};`,
  `${helper}exports = module.exports = ${body};`,
  `${helper}module.exports = (${body})`,
  `${helper}const client = 1\nmodule.exports = ${body}`,
  `${helper}const script = 1\nmodule.exports = { 'opens it': ${body} }`,
  `${helper}module.exports = { '@tags': ['smoke'], opens(client) { helper(client, 'a') } }`,
  `${helper}module.exports = { '@disabled': false, tags: [], async opens(client) { helper(client, 'a') } }`,
  `${helper}exports.opens = ${body}`,
  `${helper}module.exports['opens it'] = ${body}\nmodule.exports.tags = ['a']`,
  `${helper}function test(client) { helper(client, 'a') }\nmodule.exports = test`,
  `${helper}const opens = ${body}\nmodule.exports = { opens }`,
  `const opens = ${inline}`,
  `${helper}export default ${body}`,
  `${helper}const run = ${body}\nexport { run as default }`,
  `${helper}export default { '@tags': ['a'], 'opens it': ${body} }`,
  `${helper}describe('a page', function () {\n  this.tags = ['a']\n  const path = 'a'\n  it('opens', client => { helper(client, path) })\n})`,
  `${helper}describe('a page', () => it('opens', ${body}))`,
  `${helper}describe('a page', () => { describe('inner', () => { it.only('opens', ${body}); }); });`,
  `${helper}it('opens', ${body})`,
  `${helper}test('opens', (${body}))`,
  `describe('a page', () => {\n  ${helper}  specify('opens', async function (client) { helper(client, 'a') })\n})`,
]

test.each(accepted)('exactly one function is accepted as %j', async (source) => {
  const { text } = expectScript(await readScript({ 'call.js': source }))
  const client = recorder()
  await runScript(text, client)
  expect(client.calls).toEqual(['a'])
})

test.each([
  ['a module', "const { helper } = require('./lib')\nmodule.exports = { opens: client => helper(client) }"],
  ['a function alone', "client => require('./lib').helper(client)"],
  [
    'a describe',
    "const lib = require('./lib')\ndescribe('x', () => { it('y', client => lib.helper(client)) })",
  ],
  ['an import', "import { helper } from './lib'\ndescribe('x', () => { it('y', client => helper(client)) })"],
])('helpers of other files are included in %s', async (_, source) => {
  const lib = "exports.helper = (client) => client.url('a')\n"
  for (const file of ['call.js', 'call.ts', 'call.cjs', 'call.mjs']) {
    if (file === 'call.ts' && source.startsWith('client')) continue
    if (file === 'call.cjs' && source.startsWith('import')) continue
    const { text } = expectScript(await readScript({ [file]: source, 'lib.js': lib }))
    const client = recorder()
    await runScript(text, client)
    expect(client.calls).toEqual(['a'])
  }
})

test.each([
  '42',
  'const a = 1',
  'function a() {}\nfunction b() {}',
  'client => {}\nclient => {}',
  '(() => client => {})()',
  'module.exports = { a: client => {}, b: client => {} }',
  'module.exports = { before() {}, a: client => {} }',
  "module.exports = { '@disabled': true, a: client => {} }",
  'module.exports = { group: { a: client => {} } }',
  'module.exports = { ...others, a: client => {} }',
  'module.exports = create(client => {})',
  'if (x) module.exports = client => {}',
  "describe('x', () => { it('a', client => {})\n it('b', client => {}) })",
  "describe('x', () => { beforeEach(() => {})\n it('b', client => {}) })",
  "describe('x', function () { this.retries(2)\n it('b', client => {}) })",
  "describe('x', () => { return\n it('b', client => {}) })",
  "describe('x', () => { if (y) it('a', client => {}) })",
  "describe('x', () => { it.skip('a', client => {}) })",
  "describe('x', () => { for (const n of [1, 2]) it('a' + n, client => {}) })",
  "it.each([1])('a', client => {})",
  "describe.skip('x', () => { it('a', client => {}) })",
  "const fs = require('fs')\nmodule.exports = client => { fs.readFileSync('x') }",
  "const { x } = require('./gone')\nmodule.exports = client => { x() }",
  'module.exports = function* (client) {}',
  'const data = await fetch("")\nmodule.exports = client => {}',
  'function (client) {',
])('a file that is not one function is refused: %j', async (source) => {
  expect(problemText(await readScript({ 'call.js': source }))).toMatchSnapshot()
})

test('a wrapped function keeps the numbers of its lines', async () => {
  const checked = fc.assert(
    fc.asyncProperty(fc.constantFrom(...accepted), fc.nat(3), async (source, blank) => {
      const padded = '\n'.repeat(blank) + source
      const { text, map } = expectScript(await readScript({ 'call.js': padded }))
      if (map.mappings !== undefined) return true
      const lineOf = (all: string) => all.split('\n').findIndex((line) => /url\(|helper\(client, /.test(line))
      return lineOf(text) === lineOf(padded)
    }),
  )
  await expect(checked).resolves.toBeUndefined()
})
