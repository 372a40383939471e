import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { collect } from './collect.js'
import { discover } from './discover.js'

const alias = { 'loadero-test': fileURLToPath(new URL('../spec.ts', import.meta.url)) }

/** A project of these files, collected. */
const collectFiles = async (files: Readonly<Record<string, string>>, filters: readonly string[] = []) => {
  const root = await mkdtemp(join(tmpdir(), 'collect-'))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [name, text] of Object.entries({ 'play.js': 'client => client.end()', ...files })) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  const found = await discover(root, undefined, filters)
  return { found, ...(await collect(root, found, alias)) }
}

const head = "import { describe, metric, script, test } from 'loadero-test'\n"
const minimal = "script: script('./play.js'), participants: [{ name: 'a', browser: 'chromeLatest' }]"

test('a test is known by the names around it and by its line, with the defaults filled in', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
describe('outer', () => {
  describe('inner', () => {
    test('plays', { ${minimal} })
  })
})
`,
  })
  expect(diagnostics).toEqual([])
  expect(tests).toEqual([
    {
      id: 'outer > inner > plays',
      title: 'plays',
      location: { file: 'a.loadero.ts', line: 5 },
      spec: {
        mode: 'performance',
        incrementStrategy: 'linear',
        startIntervalSeconds: 1,
        participantTimeoutSeconds: 300,
        script: 'client => client.end()',
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
      },
    },
  ])
})

test('TypeScript, helpers and top-level await load, and every comparator has its operator', async () => {
  const { tests, diagnostics } = await collectFiles({
    'lib/people.ts':
      'export const people = (n: number) => [{ name: `p${n}` as string, browser: "chrome131" as const }]',
    'b.loadero.ts': `${head}import { people } from './lib/people'
const limit: number = await Promise.resolve(5)
const rtt = metric('webrtc/audio/rtt/avg')
test('typed', { script: script('./play.js'), participants: people(1), asserts: [
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

test('a broken file is one diagnostic at its line, and the others still load', async () => {
  const { tests, diagnostics } = await collectFiles({
    'syntax.loadero.ts': `${head}\nconst x = {\n  a: ,\n}\n`,
    'throws.loadero.ts': `${head}\nconst broken = (): never => {\n  throw new Error('no such room')\n}\nbroken()\n`,
    'missing.loadero.ts': `${head}import { x } from './nowhere'\ntest(x, {})\n`,
    'string.loadero.ts': `throw 'just text'`,
    'z.loadero.ts': `${head}test('fine', { ${minimal} })`,
  })
  expect(tests.map(({ id }) => id)).toEqual(['fine'])
  expect(
    diagnostics.map(({ code, message, location }) => [location.file, location.line, code, message]),
  ).toEqual([
    ['missing.loadero.ts', 2, 'spec-threw', "threw while loading: Cannot find module './nowhere'"],
    ['string.loadero.ts', 1, 'spec-threw', expect.stringContaining('just text')],
    ['syntax.loadero.ts', 4, 'syntax-error', expect.stringMatching(/^syntax error: Unexpected token/)],
    ['throws.loadero.ts', 4, 'spec-threw', 'threw while loading: no such room'],
  ])
})

test('all problems of a test are told at once, with the nearest known value', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
test('wrong', {
  script: script('./play.js'),
  mode: 'perfomance',
  startInterval: 'soon',
  expects: [],
  participants: [{ name: '', browser: 'chromeLastest', network: '4G', count: 0 }],
  asserts: [metric('webrtc/audio/rtt/average').lessThan(1)],
})`,
  })
  expect(tests).toEqual([])
  const found = diagnostics
    .map(({ code, message, hint }) => `${code} | ${message} | ${hint ?? ''}`)
    .join('\n')
  expect(found).toContain(
    "unknown-value | test 'wrong': mode: unknown value 'perfomance' | Did you mean 'performance'?",
  )
  expect(found).toContain(
    "participants[0].browser: unknown value 'chromeLastest' | Did you mean 'chromeLatest'?",
  )
  expect(found).toContain("participants[0].network: unknown value '4G' | Did you mean '4g'")
  expect(found).toContain(
    "asserts[0].path: unknown value 'webrtc/audio/rtt/average' | Did you mean 'webrtc/audio/rtt/avg'",
  )
  expect(found).toContain('startInterval: "soon" is not a time of at least 1 s')
  expect(found).toContain('participants[0].name: must not be empty')
  expect(found).toContain('unknown-option')
  expect(diagnostics.every(({ location }) => location.line === 3)).toBe(true)
})

test('a test without participants, without a title or without options is refused', async () => {
  const { tests, diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
test('empty', { script: script('./play.js') })
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
})

test('two tests of one name are an error that names both places', async () => {
  const { diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}test('same', { ${minimal} })`,
    'b.loadero.ts': `${head}\ntest('same', { ${minimal} })`,
  })
  expect(diagnostics).toMatchObject([{ code: 'duplicate-name', location: { file: 'b.loadero.ts', line: 3 } }])
  expect(diagnostics[0]?.message).toContain('a.loadero.ts:2')
})

test.each([
  ['module.exports = { test: client => {} }', 'is not a function expression'],
  ['client => {\n  client.url(\n}', 'play.js:3 has a syntax error'],
  ['"just text"', 'is not a function expression'],
])('the script %j is refused', async (text, problem) => {
  const { tests, diagnostics } = await collectFiles({
    'play.js': text,
    'a.loadero.ts': `${head}test('t', { ${minimal} })`,
  })
  expect(tests).toEqual([])
  expect(diagnostics).toMatchObject([
    { code: 'bad-script', message: expect.stringContaining(problem) as string },
  ])
})

test.each([
  'client => {}',
  'async client => {};\n',
  ';(client) => {}',
  'function browser(b) {}\n// end',
  '/* x */ function (b) {}',
])('the script %j is taken', async (text) => {
  const { diagnostics } = await collectFiles({
    'play.js': text,
    'a.loadero.ts': `${head}test('t', { ${minimal} })`,
  })
  expect(diagnostics).toEqual([])
})

test('a missing script and one in another language are told', async () => {
  const { diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}
const participants = [{ name: 'a', browser: 'chromeLatest' }]
test('gone', { script: script('./gone.js'), participants })
test('java', { script: script('./play.java'), participants })
`,
  })
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining('./gone.js cannot be read: ENOENT'),
    expect.stringContaining('./play.java is not a .js file'),
  ])
})

test('vars reach the script, whose lines stay where they were', async () => {
  const source = 'function play(client, { room, list }) {\n  return [room, list]\n}\n'
  const { tests, diagnostics } = await collectFiles({
    'play.js': source,
    'a.loadero.ts': `${head}test('t', { script: script('./play.js', { vars: { room: 'a"\\u2028b', list: [1, null] } }), participants: [{ name: 'a', browser: 'chromeLatest' }] })`,
  })
  expect(diagnostics).toEqual([])
  const text = tests[0]?.spec.script ?? ''
  expect(text.split('\n')[1]).toBe('  return [room, list]')
  const play = runInThisContext(`(${text})`) as (client: unknown) => unknown
  expect(play({})).toEqual(['a"\u2028b', [1, null]])
})

test('a var that cannot be written into a script is told by name', async () => {
  const { diagnostics } = await collectFiles({
    'a.loadero.ts': `${head}test('t', { script: script('./play.js', { vars: { url: undefined, now: new Date(), ok: 1 } }), participants: [{ name: 'a', browser: 'chromeLatest' }] })`,
  })
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "unwritable-var test 't': script.vars.url cannot be written into the script",
    "unwritable-var test 't': script.vars.now cannot be written into the script",
  ])
})

test('only files whose path contains a filter are taken, and none below node_modules', async () => {
  const files = { 'calls/a.loadero.ts': '', 'shop/b.loadero.js': '', 'node_modules/c.loadero.ts': '' }
  expect((await collectFiles(files)).found).toEqual(['calls/a.loadero.ts', 'shop/b.loadero.js'])
  expect((await collectFiles(files, ['./calls/'])).found).toEqual(['calls/a.loadero.ts'])
})

test('declaring a test outside a spec file is an error that says so', async () => {
  const { test: declare } = await import('./language.js')
  expect(() => declare('lost', { script: { path: './play.js' } })).toThrow(
    'test() was called outside a spec file',
  )
})
