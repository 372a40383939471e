import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Diagnostic } from '../model/diagnostic.js'
import { findTests, type FindOptions } from './find-tests.js'

// The build, as in an installation: threads run built code, and compile no source of this package.
const alias = { 'loadero-test': fileURLToPath(new URL('../../dist/spec.js', import.meta.url)) }

/** Collects the tests of a project with these files. */
async function collectFiles(files: Readonly<Record<string, string>>, options: Partial<FindOptions> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'collect-'))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [name, text] of Object.entries({
    'call.js': 'client => client.waitForElementVisible("b")',
    ...files,
  })) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return findTests({ root, filters: [], alias, loadTimeoutMs: 120_000, allowOnly: true, ...options })
}

/** Diagnostics as text. */
function textOf(diagnostics: readonly Diagnostic[]) {
  return diagnostics
    .map(({ code, severity, message, location: { file, line }, hint }) =>
      [
        `${file}:${line} ${severity} ${code}`,
        ...message.split('\n'),
        ...(hint === undefined ? [] : [hint]),
      ].join('\n  '),
    )
    .join('\n')
}

const head = "import { describe, metric, script, test } from 'loadero-test'\n"
const minimal = "script: script('./call.js'), participants: [{ name: 'a', browser: 'chromeLatest' }]"

test('a test has its full name, line and defaults', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
describe('outer', () => {
  describe('inner', () => {
    test('opens', { ${minimal} })
  })
})
`,
  })
  expect(diagnostics).toEqual([])
  expect(tests).toEqual([
    {
      id: 'outer > inner > opens',
      title: 'opens',
      location: { file: 'a.loadero.ts', line: 5 },
      tags: [],
      spec: {
        mode: 'performance',
        incrementStrategy: 'linear',
        startIntervalSeconds: 1,
        mosTest: false,
        participantTimeoutSeconds: 300,
        script: 'client => client.waitForElementVisible("b")',
        scriptLanguage: 'javascript',
        scriptMap: { sources: ['call.js'] },
        groups: [],
        participants: [
          {
            name: 'a',
            count: 1,
            browser: 'chromeLatest',
            network: 'default',
            location: 'us-west-2',
            computeUnit: 'g2',
            audioFeed: 'default',
            videoFeed: 'default',
            recordAudio: false,
          },
        ],
        asserts: [],
        expects: [],
      },
    },
  ])
})

test('TypeScript, helpers and top-level await load', async () => {
  const { tests, diagnostics } = await collectFiles({
    'lib/people.ts':
      'export const people = (n: number) => [{ name: `p${n}` as string, browser: "chrome131" as const }]',
    'b.loadero.ts': `${head}import { people } from './lib/people'
const limit: number = await Promise.resolve(5)
const rtt = metric('webrtc/audio/rtt/avg')
test('typed', { script: script('./call.js'), participants: people(1), asserts: [
  rtt.lessThan(limit), rtt.atMost(1), rtt.greaterThan(2), rtt.atLeast(3), rtt.notEquals(4),
  metric('webrtc/video/codec/in').equals('VP8').when({ browser: 'chromeLatest', groupNum: 0 }),
  metric('webrtc/video/codec/in').matches('^VP'),
] })
`,
  })
  expect(diagnostics).toEqual([])
  expect(tests[0]?.spec.asserts).toMatchObject([
    { operator: 'lt', expected: '5' },
    { operator: 'lte', expected: '1' },
    { operator: 'gt', expected: '2' },
    { operator: 'gte', expected: '3' },
    { operator: 'neq', expected: '4' },
    { operator: 'eq', expected: 'VP8', preconditions: { browser: 'chromeLatest', groupNum: 0 } },
    { operator: 'regex', expected: '^VP', preconditions: {} },
  ])
})

test('specs can import JSON, packages and tsconfig paths', async () => {
  const { tests, diagnostics } = await collectFiles({
    'tsconfig.base.json': JSON.stringify({
      compilerOptions: { paths: { '@/*': ['./lib/*'], people: ['./lib/people.ts'] } },
    }),
    'tsconfig.json': JSON.stringify({ extends: './tsconfig.base.json' }),
    'lib/people.ts': 'export const browser = "chromeLatest" as const',
    'lib/names.json': '["json"]',
    'node_modules/esm/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/esm/index.js': 'export const esm = "esm"',
    'node_modules/cjs/index.js': 'exports.cjs = "cjs"',
    'a.loadero.ts': `${head}
import { browser } from 'people'
import { browser as same } from '@/people'
import names from '@/names.json'
import { esm } from 'esm'
import { cjs } from 'cjs'
for (const name of [...names, esm, cjs, same]) test(name, { script: script('./call.js'), participants: [{ name: 'a', browser }] })`,
  })
  expect(diagnostics).toEqual([])
  expect(tests.map(({ id }) => id)).toEqual(['json', 'esm', 'cjs', 'chromeLatest'])
})

test('a broken file is one diagnostic', async () => {
  const { tests, diagnostics } = await collectFiles({
    'syntax.loadero.ts': `${head}\nconst x = {\n  a: ,\n}\n`,
    'throws.loadero.ts': `${head}\nconst broken = (): never => {\n  throw new Error('no such room')\n}\nbroken()\n`,
    'missing.loadero.ts': `${head}import { x } from './nowhere'\ntest(x, {})\n`,
    'string.loadero.ts': `throw 'just text'`,
    'z.loadero.ts': `${head}test('fine', { ${minimal} })`,
  })
  expect(tests.map(({ id }) => id)).toEqual(['fine'])
  expect(diagnostics.map(({ code, location: { file, line } }) => [file, line, code])).toEqual([
    ['missing.loadero.ts', 2, 'spec-threw'],
    ['string.loadero.ts', 1, 'spec-threw'],
    ['syntax.loadero.ts', 4, 'syntax-error'],
    ['throws.loadero.ts', 4, 'spec-threw'],
  ])
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "missing.loadero.ts:2 error spec-threw
      the file threw an error while loading: Cannot find module './nowhere'
    string.loadero.ts:1 error spec-threw
      the file threw an error while loading: just text
    syntax.loadero.ts:4 error syntax-error
      syntax error: Unexpected token
    throws.loadero.ts:4 error spec-threw
      the file threw an error while loading: no such room
      at broken throws.loadero.ts:4:9
      at throws.loadero.ts:6:1"
  `)
})

test('all problems of a test are reported together', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
test('wrong', {
  script: script('./call.js'),
  mode: 'perfomance',
  startInterval: 'soon',
  expectations: [],
  participants: [{ name: '', browser: 'chromeLastest', network: '4G', count: 0 }],
  asserts: [metric('webrtc/audio/rtt/average').lessThan(1)],
})`,
  })
  expect(tests).toEqual([])
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:5 error unknown-value
      test 'wrong': mode: unknown value 'perfomance'
      Did you mean 'performance'?
    a.loadero.ts:6 error invalid-option
      test 'wrong': startInterval: "soon" is not a duration of at least 1 s
      Write '90s', '5m', '1h' or a whole number of seconds.
    a.loadero.ts:8 error invalid-option
      test 'wrong': participants[0].name: must not be empty
    a.loadero.ts:8 error invalid-option
      test 'wrong': participants[0].count: must be at least 1, not 0
    a.loadero.ts:8 error unknown-value
      test 'wrong': participants[0].browser: unknown value 'chromeLastest'
      Did you mean 'chromeLatest'?
    a.loadero.ts:8 error unknown-value
      test 'wrong': participants[0].network: unknown value '4G'
      Did you mean '4g' or '3g'?
    a.loadero.ts:9 error unknown-value
      test 'wrong': asserts[0].path: unknown value 'webrtc/audio/rtt/average'
      Did you mean 'webrtc/audio/rtt/avg'?
    a.loadero.ts:7 error unknown-option
      test 'wrong': unknown key 'expectations'
      Use one of: id, mode, incrementStrategy, startInterval, participantTimeout, mosTest, script, groups, participants, asserts, expects, tags, properties."
  `)
})

test('conditions of asserts are checked', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
const rtt = metric('webrtc/audio/rtt/avg').lessThan(1)
test('fine', { ${minimal}, asserts: [rtt.when({ participantNum: { gte: 1, lt: 5 }, browser: { regex: '^chrome' }, network: 'default' })] })
test('wrong', { ${minimal}, asserts: [rtt.when({ network: { eq: '4gg' } }), rtt.when({ location: 'eu-centrl-1' }), rtt.when({ groupNum: {} }), rtt.when({ groupNum: { above: 1 } })] })
`,
  })
  expect(tests[0]?.spec.asserts[0]?.preconditions).toEqual({
    participantNum: { gte: 1, lt: 5 },
    browser: { regex: '^chrome' },
    network: 'default',
  })
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:5 error unknown-value
      test 'wrong': asserts[0]: when() network.eq unknown value '4gg'
      Did you mean '4g'?
    a.loadero.ts:5 error unknown-value
      test 'wrong': asserts[1]: when() location unknown value 'eu-centrl-1'
      Did you mean 'eu-central-1'?
    a.loadero.ts:5 error invalid-option
      test 'wrong': asserts[2]: when() groupNum needs a comparison, for example { gte: 2 }
    a.loadero.ts:5 error unknown-option
      test 'wrong': asserts[3]: when() groupNum unknown key 'above'
    a.loadero.ts:5 error invalid-option
      test 'wrong': asserts[3]: when() groupNum needs a comparison, for example { gte: 2 }"
  `)
})

test.each(['() => false', "'pair'", 'null', '7', '[]', '[{}]', "{ group: { eq: 'pair' } }"])(
  'the participants %s are neither a slice nor a condition',
  async (participants) => {
    const places = [
      `expects: [metric('webrtc/audio/rtt/avg').where(${participants}).max().lessThan(1)]`,
      `expects: [successRate().where(${participants}).atLeast(1)]`,
      `asserts: [metric('webrtc/audio/rtt/avg').lessThan(1).when(${participants})]`,
    ].filter((place) => !place.includes('when({'))
    for (const place of places) {
      const { diagnostics } = await collectFiles({
        'a.loadero.ts': `${head}import { successRate } from 'loadero-test'
test('wrong', { ${minimal}, ${place} })`,
      })
      expect([place, diagnostics.filter(({ severity }) => severity === 'error').length > 0]).toEqual([
        place,
        true,
      ])
    }
  },
)

test('expectations have aggregations, slices and missing values', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}import { successRate } from 'loadero-test'
test('t', { ${minimal}, expects: [
  metric('webrtc/video/fps/in/avg').percentile(5).atLeast(20),
  metric('webrtc/audio/rtt/avg').share(0.95).lessThan(150).ifMissing('skip'),
  metric('webrtc/audio/bitrate/in/avg').where({ group: 'pair', browser: ['chromeLatest', 'chrome131'] }).min().atLeast(24),
  successRate().where({ group: 'pair' }).atLeast(0.95),
] }, async ({ expect }) => { expect(1).toBe(1) })`,
  })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(tests[0]?.spec.expects).toEqual([
    {
      kind: 'expectation',
      metric: { path: 'webrtc/video/fps/in/avg', summary: { kind: 'percentile', percentile: 5 } },
      slice: {},
      operator: 'gte',
      expected: 20,
      missing: 'fail',
    },
    {
      kind: 'expectation',
      metric: { path: 'webrtc/audio/rtt/avg', summary: { kind: 'share', share: 0.95 } },
      slice: {},
      operator: 'lt',
      expected: 150,
      missing: 'skip',
    },
    {
      kind: 'expectation',
      metric: { path: 'webrtc/audio/bitrate/in/avg', summary: { kind: 'min' } },
      slice: { group: 'pair', browser: ['chromeLatest', 'chrome131'] },
      operator: 'gte',
      expected: 24,
      missing: 'fail',
    },
    { kind: 'expectation', slice: { group: 'pair' }, operator: 'gte', expected: 0.95, missing: 'fail' },
  ])
  expect(tests[0]?.spec.verify).toBeTypeOf('function')
})

test('misplaced and incomplete thresholds are errors', async () => {
  const { diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
const rtt = metric('webrtc/audio/rtt/avg')
test('t', { ${minimal}, asserts: [rtt.max().lessThan(1), rtt], expects: [rtt.lessThan(1), rtt.percentile(101).lessThan(1)] })
test('u', { ${minimal} }, 'not a function')`,
  })
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:4 error invalid-option
      test 't': asserts[0]: is an expectation, which is checked across participants
      Move it to expects, or remove the aggregation before the comparison.
    a.loadero.ts:4 error invalid-option
      test 't': asserts[1]: has no comparison, for example .lessThan(200)
    a.loadero.ts:4 error invalid-option
      test 't': expects[0]: is an assert, which is checked on each participant
      Put an aggregation such as .percentile(95) before .lessThan(…), or move it to asserts.
    a.loadero.ts:4 error invalid-option
      test 't': expects[1]: percentile() must be at most 100, not 101
    a.loadero.ts:5 error invalid-option
      test 'u': the third argument of test() must be a function"
  `)
})

test('participants, title and options are required', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
test('empty', { script: script('./call.js') })
test('', { ${minimal} })
test('bare')
`,
  })
  expect(tests).toEqual([])
  expect(diagnostics.map(({ code, location }) => [code, location.line])).toEqual([
    ['no-participants', 3],
    ['no-title', 4],
    ['invalid-option', 5],
  ])
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:3 error no-participants
      test 'empty': has no participants
      Add \`participants: [{ name, browser }]\`, or \`groups\` of participants.
    a.loadero.ts:4 error no-title
      test '': the title must be a string that is not empty
    a.loadero.ts:5 error invalid-option
      test 'bare': the second argument of test() is missing, but must be an object of options
      Write test('title', { script: script('./visit.js'), participants: [{ name, browser }] })."
  `)
})

test('an unused script is a warning at its line', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
const used = script('./call.js')
script('./other.js')
const shared = { script: used, participants: [{ name: 'a', browser: 'chromeLatest' as const }] }
test('a', shared)
test('b', { ...shared })
`,
  })
  expect(tests).toHaveLength(2)
  expect(diagnostics).toMatchObject([
    { code: 'unused-script', severity: 'warning', location: { file: 'a.loadero.ts', line: 4 } },
  ])
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:4 warning unused-script
      no test uses script('./other.js')
      Use it as the script of a test, or remove it."
  `)
})

test('two tests of one name are an error', async () => {
  const { diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}test('same', { ${minimal} })`,
    'b.loadero.ts': `${head}\ntest('same', { ${minimal} })`,
  })
  expect(diagnostics).toMatchObject([{ code: 'duplicate-name', location: { file: 'b.loadero.ts', line: 3 } }])
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "b.loadero.ts:3 error duplicate-name
      test 'same': the test at a.loadero.ts:2 has the same name
      Rename one of them. The full name identifies a test at Loadero."
  `)
})

test.each([
  'module.exports = { one: client => {}, two: client => {} }',
  'client => {\n  client.url(\n}',
  '"just text"',
])('the script %j is an error', async (text) => {
  const { tests, diagnostics } = await collectFiles({
    'call.js': text,
    'a.loadero.ts': `${head}test('t', { ${minimal} })`,
  })
  expect(tests).toEqual([])
  expect(diagnostics.map(({ code }) => code)).toEqual(['bad-script'])
  expect(textOf(diagnostics)).toMatchSnapshot()
})

test.each([
  'client => {}',
  'async client => {};\n',
  ';(client) => {}',
  'function browser(b) {}\n// end',
  '/* x */ function (b) {}',
])('the script %j is valid', async (text) => {
  const { diagnostics } = await collectFiles({
    'call.js': text,
    'a.loadero.ts': `${head}test('t', { ${minimal} })`,
  })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
})

test('missing and unknown script files are errors', async () => {
  const { diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
const participants = [{ name: 'a', browser: 'chromeLatest' }]
test('gone', { script: script('./gone.js'), participants })
test('ruby', { script: script('./call.rb'), participants })
`,
  })
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:4 error bad-script
      test 'gone': script ./gone.js does not exist
      Paths are relative to the spec file.
    a.loadero.ts:5 error bad-script
      test 'ruby': script ./call.rb has an unknown file extension
      A script is a .ts, .mts, .js, .mjs, .cjs, .java or .py file."
  `)
})

test('vars reach the script, which keeps its lines', async () => {
  const source = 'function call(client, { room, list }) {\n  return [room, list]\n}\n'
  const { tests, diagnostics } = await collectFiles({
    'call.js': source,
    'a.loadero.ts': `${head}test('t', { script: script('./call.js', { vars: { room: 'a"\\u2028b', list: [1, null] } }), participants: [{ name: 'a', browser: 'chromeLatest' }] })`,
  })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const text = tests[0]?.spec.script ?? ''
  expect(text.split('\n')[1]).toBe('  return [room, list]')
  const run = runInThisContext(`(${text})`) as (client: unknown) => unknown
  expect(run({})).toEqual(['a"\u2028b', [1, null]])
})

test('an invalid var is reported by name', async () => {
  const { diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}test('t', { script: script('./call.js', { vars: { url: undefined, now: new Date(), ok: 1 } }), participants: [{ name: 'a', browser: 'chromeLatest' }] })`,
  })
  expect(diagnostics.map(({ code }) => code)).toEqual(['unwritable-var', 'unwritable-var'])
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:2 error unwritable-var
      test 't': script.vars.url is undefined
      A var can be a string, a finite number, a boolean, null, or an array or plain object of them.
    a.loadero.ts:2 error unwritable-var
      test 't': script.vars.now cannot be written into the script
      A var can be a string, a finite number, a boolean, null, or an array or plain object of them."
  `)
})

test('filters select files by parts of their paths', async () => {
  const one = (name: string) =>
    `${head}test('${name}', { script: script('../call.js'), participants: [{ name: 'a', browser: 'chromeLatest' }] })`
  const files = {
    'calls/a.loadero.ts': one('a'),
    'shop/b.loadero.js': one('b'),
    'node_modules/c.loadero.ts': one('c'),
  }
  expect((await collectFiles(files)).tests.map(({ id }) => id)).toEqual(['a', 'b'])
  expect((await collectFiles(files, { filters: ['./calls/'] })).tests.map(({ id }) => id)).toEqual(['a'])
})

test('skipped tests are reported but not checked', async () => {
  const { tests, skipped, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
describe('outer', { tags: ['shop'] }, () => {
  test('runs', { ${minimal}, tags: ['smoke', 'shop'] })
  test.skip('is broken', {})
  test.todo('is planned')
  describe.skip('inner', () => test('sleeps', { ${minimal} }))
})
describe.todo('later')
`,
  })
  expect(diagnostics).toEqual([])
  expect(tests.map(({ id, tags }) => [id, tags])).toEqual([['outer > runs', ['shop', 'smoke']]])
  expect(skipped.map(({ id, reason }) => [id, reason])).toEqual([
    ['outer > is broken', 'marked skip'],
    ['outer > is planned', 'marked todo'],
    ['outer > inner > sleeps', 'marked skip'],
    ['later > to be written', 'marked todo'],
  ])
})

test('only skips all other tests, and is refused in CI', async () => {
  const files = {
    'a.loadero.ts': `${head}test.only('chosen', { ${minimal} })\ntest('other', { ${minimal} })`,
    'b.loadero.ts': `${head}describe.only('all of', () => { test('these', { ${minimal} }) })\ntest('third', { ${minimal} })`,
  }
  const { tests, skipped } = await collectFiles(files)
  expect(tests.map(({ id }) => id)).toEqual(['chosen', 'all of > these'])
  expect(skipped.map(({ id, reason }) => [id, reason])).toEqual([
    ['other', 'another test is marked only'],
    ['third', 'another test is marked only'],
  ])
  const refused = await collectFiles(files, { allowOnly: false })
  expect(refused.diagnostics).toMatchObject([
    { code: 'only-in-ci', severity: 'error', location: { file: 'a.loadero.ts', line: 2 } },
    { code: 'only-in-ci', location: { file: 'b.loadero.ts', line: 2 } },
  ])
  expect(textOf(refused.diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:2 error only-in-ci
      test 'chosen': is marked only, so all other tests would be skipped in CI
      Remove the mark, or allow it with --allow-only.
    b.loadero.ts:2 error only-in-ci
      test 'all of > these': is marked only, so all other tests would be skipped in CI
      Remove the mark, or allow it with --allow-only."
  `)
})

test('each declares a test for every row', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
const options = (count: number) => ({ script: script('./call.js'), participants: [{ name: 'a', browser: 'chromeLatest', count }] })
test.each([['few', 1], ['many', 9]])('%s (%i)', (_name, count) => options(count))
test.each([{ n: 2 }, { n: 3 }])('by $n', ({ n }) => options(n))
test.each\`
  n
  \${4}
\`('from a table: $n', ({ n }) => options(n))
describe.each(['x', 'y'])('in %s', (letter) => test(letter, options(1)))
`,
  })
  expect(diagnostics).toEqual([])
  expect(tests.map(({ id, spec }) => [id, spec.participants[0]?.count])).toEqual([
    ['few (1)', 1],
    ['many (9)', 9],
    ['by 2', 2],
    ['by 3', 3],
    ['from a table: 4', 4],
    ['in x > x', 1],
    ['in y > y', 1],
  ])
})

test('a file that never finishes loading is an error', async () => {
  const { tests, diagnostics } = await collectFiles(
    {
      'a.loadero.ts': `${head}test('a', { ${minimal} })\nawait new Promise(() => {})`,
      'b.loadero.ts': `${head}\ndescribe('later', async () => {})`,
      'c.loadero.ts': `${head}test('c', { ${minimal} })`,
    },
    // A busy machine must be able to load the other files in this time.
    { loadTimeoutMs: 3_000 },
  )
  expect(tests.map(({ id }) => id)).toEqual(['c'])
  expect(diagnostics.map(({ code }) => code)).toEqual(['spec-threw', 'spec-threw'])
  expect(textOf(diagnostics)).toMatchInlineSnapshot(`
    "a.loadero.ts:1 error spec-threw
      the file did not finish loading within 3 s
      Look for a top-level await that never settles, or an endless loop.
    b.loadero.ts:3 error spec-threw
      the file threw an error while loading: The callback of describe('later') is async. It must not be async."
  `)
})

test('every file has tests or diagnostics', async () => {
  const pieces = fc.constantFrom(
    'test(',
    ')',
    "'t'",
    '{',
    '}',
    ', ',
    '...[]',
    'describe(',
    '() => ',
    'script(',
    'undefined',
    '\n',
    'metric(',
    '.only',
    '`',
    '\\',
    '/*',
    'await ',
    'null',
    '42',
    'throw ',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 12 }).map((parts) => head + parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(text, async (content) => {
      const { tests, skipped, diagnostics } = await collectFiles(
        { 'a.loadero.ts': content },
        { loadTimeoutMs: 2_000 },
      )
      expect(tests.length + skipped.length + diagnostics.length).toBeGreaterThan(0)
      for (const { message, location } of diagnostics) {
        expect(message).not.toBe('')
        expect(location.file).toBe('a.loadero.ts')
        expect(location.line).toBeGreaterThan(0)
      }
    }),
    { numRuns: 100 },
  )
})

test('a test outside a spec file is an error', async () => {
  const { test: declare } = await import('./dsl/language.js')
  expect(() => declare('lost', { script: { path: './call.js' } })).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: test() was called outside a spec file]
      Run the file with \`loadero-test\`, and declare tests while it loads, not later.
  `,
  )
})
