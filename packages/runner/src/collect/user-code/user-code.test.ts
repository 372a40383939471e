import { fstatSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { Run } from '@loadero-test/core'
import type { VerifyOutcome } from '../../model/verify-call.js'
import { withVerify } from '../../verdict/verify.js'
import { type CallableSpecs, findTests, type FindOptions, withTests } from '../find-tests.js'
import { knownSecrets } from '../../model/secrets.js'

// The build, as in an installation: threads run built code, and compile no source of this package.
const alias = { 'loadero-test': fileURLToPath(new URL('../../../dist/spec.js', import.meta.url)) }
const head = "import { describe, script, test } from 'loadero-test'\n"
const options = "{ script: script('./call.js'), participants: [{ name: 'a', browser: 'chromeLatest' }] }"

const call = "client => client.url('https://app.example').assert.visible('h1')"

async function find(files: Readonly<Record<string, string>>, settings: Partial<FindOptions> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'user-code-'))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [name, text] of Object.entries({
    'call.js': call,
    ...files,
  })) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  const output: string[] = []
  const findOptions: FindOptions = {
    root,
    filters: [],
    alias,
    loadTimeoutMs: 120_000,
    verifyTimeoutMs: 120_000,
    allowOnly: true,
    onOutput: (text) => output.push(text),
    ...settings,
  }
  let finish = () => {}
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const found = await new Promise<CallableSpecs>((resolve, reject) => {
    const ended = withTests(findOptions, (specs) => {
      resolve(specs)
      return finished
    })
    ended.catch(reject)
    onTestFinished(async () => {
      finish()
      await ended
    })
  })
  return { ...found, root, output }
}

type Found = Awaited<ReturnType<typeof find>>

const run = { id: 1, status: 'done' } as Run

/** Calls the callback of a test, and judges a run that has passed otherwise. */
async function judge({ tests, root }: Found, id: string, signal?: AbortSignal) {
  const verify = tests.find((one) => one.id === id)?.spec.verify
  const outcome = (await verify?.({ run, results: [] }, signal)) as VerifyOutcome
  const passed = {
    verdict: 'passed' as const,
    reasons: [],
    participantCounts: { total: 0, passed: 0, failed: 0 },
    checks: [],
    participants: [],
    metrics: [],
  }
  const { verdict, reasons } = withVerify(passed, outcome, root)
  return { verdict, text: reasons.flatMap(({ message, details = [] }) => [message, ...details]).join('\n') }
}

/** What a spec file does while it loads → what the diagnostic says. */
const loadCases = {
  'process.exit(0)': /a\.loadero\.ts:2:\d+ .*process\.exit\(0\) was called/,
  "process.kill(process.pid, 'SIGKILL')": /process\.kill\(process\.pid\) was called/,
  'process.abort()': /process\.abort\(\) was called/,
  "throw new TypeError('no')": /a\.loadero\.ts:2:7 .*TypeError: no/,
  "throw 'text'": /a\.loadero\.ts:1.* text/,
  'throw undefined': /undefined/,
  'throw { status: 500 }': /\{ status: 500 \}/,
  "throw new Error('first\\nsecond')": /first\nsecond/,
  "throw new Error('outer', { cause: new Error('inner') })": /outer\nCaused by: inner/,
  "throw new AggregateError([new Error('one'), new Error('two')], 'all')":
    /AggregateError: all\nCaused by: one\n[^]*Caused by: two/,
  "void Promise.reject(new Error('floating'))": /a\.loadero\.ts:2:\d+ .*floating/,
  "setTimeout(() => { throw new Error('timer') })": /a\.loadero\.ts:2:\d+ .*timer/,
  "setTimeout(() => test('late', {} as never))": /a\.loadero\.ts:2:\d+ .*outside a spec file/,
  "describe('d', async () => { await null; test('late', {} as never) })": /describe\('d'\) is async/,
  "process.removeAllListeners('unhandledRejection'); void Promise.reject(new Error('hidden'))": /hidden/,
  'const x: = 1': /a\.loadero\.ts:2:\d+ syntax error/,
  "import './missing'": /a\.loadero\.ts:2.*Cannot find module '\.\/missing'/,
  "import 'no-such-package'": /Cannot find package 'no-such-package'/,
}

const loadRows = Object.entries(loadCases).map(([code, expected], index) => ({ code, expected, index }))
let loaded: Promise<Found> | undefined

/** All files of the table in one session, each followed by one that is in order. */
function loadAll(): Promise<Found> {
  loaded ??= find(
    Object.fromEntries(
      loadRows.flatMap(({ code, index }) => [
        [`${index}/a.loadero.ts`, `${head}${code}\ntest('a${index}', ${options})`],
        [`${index}/b.loadero.ts`, `${head}test('b${index}', ${options})`],
        [`${index}/call.js`, call],
      ]),
    ),
  )
  return loaded
}

test.each(loadRows)('a spec that does $code is one diagnostic', async ({ expected, index }) => {
  const { tests, diagnostics } = await loadAll()
  expect(tests.map(({ id }) => id)).toContain(`b${index}`)
  const text = diagnostics
    .filter(({ location }) => location.file.startsWith(`${index}/`))
    .map(({ message, location: { file, line, column } }) =>
      `${file}:${line}:${column ?? ''} ${message}`.replaceAll(`${index}/a.loadero.ts`, 'a.loadero.ts'),
    )
  expect(text).toHaveLength(1)
  expect(text[0]).toMatch(expected)
})

test('an endless loop ends with the limit for loading', async () => {
  const { tests, diagnostics } = await find(
    { 'a.loadero.ts': `${head}for (;;);`, 'b.loadero.ts': `${head}test('b', ${options})` },
    { loadTimeoutMs: 3_000 },
  )
  expect(tests.map(({ id }) => id)).toEqual(['b'])
  expect(diagnostics.map(({ message }) => message)).toEqual(['the file did not finish loading within 3 s'])
})

test('an interrupt ends the loading', async () => {
  const root = await mkdtemp(join(tmpdir(), 'user-code-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await writeFile(join(root, 'a.loadero.ts'), 'await new Promise(() => {})')
  const controller = new AbortController()
  const found = findTests({
    root,
    filters: [],
    alias,
    loadTimeoutMs: 120_000,
    allowOnly: true,
    signal: controller.signal,
  })
  controller.abort(new Error('interrupted'))
  await expect(found).rejects.toThrow('interrupted')
})

/** What a callback does → the verdict of a run that passed otherwise, and what the report says. */
const verifyCases: Readonly<Record<string, readonly [string, RegExp | '']>> = {
  'expect(1).toBe(1)': ['passed', ''],
  'expect(1).toBe(2)': ['failed', /- 2\n\+ 1\nat a\.loadero\.ts:3:\d+/],
  "throw new Error('first\\nsecond')": ['failed', /^first\nsecond\nat a\.loadero\.ts:3:/],
  "throw new Error('outer', { cause: new TypeError('inner') })": ['failed', /Caused by: TypeError: inner/],
  'throw { status: 500 }': ['failed', /status: 500/],
  'process.exit(0)': ['errored', /ended its thread: process\.exit\(0\) was called at a\.loadero\.ts:3:/],
  'void Promise.resolve().then(() => expect(1).toBe(2))': [
    'failed',
    /not awaited failed.*\n[^]*a\.loadero\.ts:3:/,
  ],
  "void Promise.reject(new Error('net'))": ['errored', /not awaited threw: net\nat a\.loadero\.ts:3:/],
  "setTimeout(() => { throw new Error('timer') })": ['errored', /not awaited threw: timer/],
  'helper(expect)': ['failed', /at helper lib\/helper\.ts:2:\d+\nat a\.loadero\.ts:3:/],
  'expect.soft(1).toBe(2); expect.soft(3).toBe(4)': ['failed', /expected 1 to be 2[^]*expected 3 to be 4/],
  'expect.soft(1).toBe(1)': ['passed', ''],
  'expect.assertions(2); expect(1).toBe(1)': [
    'failed',
    /assertions to be 2, but got 1\nat a\.loadero\.ts:3:/,
  ],
  'expect.assertions(1); expect(1).toBe(1)': ['passed', ''],
  'expect.hasAssertions()': ['failed', /any number of assertion/],
  'let n = 0; await expect.poll(() => n++, { interval: 1, timeout: 60_000 }).toBe(3)': ['passed', ''],
  'await expect.poll(() => 1, { interval: 1, timeout: 5 }).toBe(2)': [
    'failed',
    /expected 1 to be 2[^]*a\.loadero\.ts:3:/,
  ],
  'expect.poll(() => 1).toBe(1)': ['failed', /was not awaited/],
  'expect(Promise.resolve(1)).resolves.toBe(2)': ['failed', /expected 1 to be 2/],
  'await expect(Promise.resolve(1)).resolves.toBe(1)': ['passed', ''],
  'expect({ a: 1 }).toEqual({ a: expect.any(Number) })': ['passed', ''],
  'expect(run).toMatchSnapshot()': ['failed', /toMatchSnapshot\(\) is not supported/],
  'expect(run).toMatchInlineSnapshot()': ['failed', /toMatchInlineSnapshot\(\) is not supported/],
  'expect.unreachable()': ['failed', /not to be reached/],
  'expect.extend({ toBeOdd: (n) => ({ pass: n % 2 === 1, message: () => `${n} is even` }) }); (expect(2) as any).toBeOdd()':
    ['failed', /2 is even/],
  'run.status = "changed"': ['passed', ''],
  "throw Object.freeze(new Error('frozen'))": ['failed', /^frozen/],
  'throw { get message() { throw 1 }, get stack() { throw 2 } }': ['failed', /cannot be read/],
  'throw new Proxy({}, { get() { throw 1 }, has() { throw 1 }, getPrototypeOf() { throw 1 } })': [
    'failed',
    /cannot be read/,
  ],
  'const error: any = new Error("circular"); error.cause = error; throw error': ['failed', /^circular/],
  'void Promise.reject(null)': ['errored', /not awaited threw: null/],
  'void Promise.reject(Object.freeze({ a: 1 }))': ['errored', /not awaited threw: \{ a: 1 \}/],
  'try { expect(1).toBe(2) } catch (error) { void Promise.reject(Object.freeze(error)) }': [
    'failed',
    /not awaited failed: expected 1 to be 2/,
  ],
  'process.exitCode = 0; expect(1).toBe(2)': ['failed', /expected 1 to be 2/],
  'JSON.stringify = () => "" as never; expect(1).toBe(2)': ['failed', /expected 1 to be 2/],
  'Date.now = () => 0; Math.max = () => 0; performance.now = () => 0': ['passed', ''],
}

/** Replies of the thread that an author's code sends itself. */
const forge =
  "for (let id = 0; id < 200; id++) port.postMessage({ kind: 'reply', id, outcome: { value: { thrown: [] } }, changed: [], env: {} });"

/** What the code of a callback replaces before its assertion, which would fail otherwise. None of them passes. */
const hidingCases = {
  'Array.prototype.push = (() => 0) as never': 'expect.soft(1).toBe(2)',
  'Array.prototype.map = (() => []) as never': 'expect(1).toBe(2)',
  'Array.prototype.flatMap = (() => []) as never': 'expect(Promise.resolve(1)).resolves.toBe(2)',
  'Array.prototype[Symbol.iterator] = function* () {} as never': 'expect.soft(1).toBe(2)',
  'Promise.all = (async () => []) as never': 'expect(1).toBe(2)',
  'Promise.prototype.then = ((done: any) => done?.([])) as never': 'expect(1).toBe(2)',
  'Object.is = () => true': 'expect(1).toBe(2)',
  'Map.prototype.get = () => undefined': 'expect.soft(1).toBe(2)',
  'WeakMap.prototype.get = () => undefined': 'expect.soft(1).toBe(2)',
  "expect.extend({ toBe: () => ({ pass: true, message: () => '' }) })": 'expect(1).toBe(2)',
  'process.emit = (() => true) as never': 'void Promise.resolve().then(() => expect(1).toBe(2))',
  "process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => {})":
    'void Promise.resolve().then(() => expect(1).toBe(2))',
  'process.setUncaughtExceptionCaptureCallback(() => {})': 'setTimeout(() => expect(1).toBe(2))',
  [`const { parentPort: port } = require('node:worker_threads'); ${forge}`]: 'expect(1).toBe(2)',
  [`for (const port of (process as any)._getActiveHandles()) { ${forge} }`]: 'expect(1).toBe(2)',
  "require('node:worker_threads').MessagePort.prototype.postMessage = () => {}": 'expect(1).toBe(2)',
}

test.each(Object.entries(hidingCases))('%s hides no failure', async (change, assertion) => {
  const found = await find({
    'a.loadero.ts': `import { createRequire } from 'node:module'\n${head}const require = createRequire(import.meta.url)
test('t', ${options}, async ({ expect }: any) => { ${change}; ${assertion} })`,
  })
  expect(found.diagnostics).toEqual([])
  expect(['failed', 'errored']).toContain((await judge(found, 't')).verdict)
})

test('a callback that replaces a function of all code affects no other', async () => {
  const found = await find({
    'a.loadero.ts': `${head}
test('breaks', ${options}, () => { Object.is = () => true })
test('works', ${options}, ({ expect }: any) => { expect(1).toBe(1) })`,
  })
  expect(await judge(found, 'breaks')).toMatchObject({
    verdict: 'errored',
    text: /^its code replaced Object\.is, so its assertions prove nothing/,
  })
  expect((await judge(found, 'works')).verdict).toBe('passed')
})

test('a file that replaces a function of all code is refused alone', async () => {
  const { tests, diagnostics } = await find({
    'a.loadero.ts': `${head}Array.prototype.push = (() => 0) as never\ntest('a', ${options})`,
    'b.loadero.ts': `${head}test('b', ${options})`,
  })
  expect(tests.map(({ id }) => id)).toEqual(['b'])
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'the file threw an error while loading: the code replaced Array.prototype.push with something that behaves differently, so what it declares is not known',
  ])
})

/** What a callback leaves behind that fails after its end. */
const lateCases = [
  'setTimeout(() => expect(1).toBe(2), 50)',
  'setTimeout(() => expect.soft(1).toBe(2), 50)',
  'setTimeout(() => expect(Promise.resolve(1)).resolves.toBe(2), 50)',
  'setTimeout(() => expect.poll(() => 1, { timeout: 20, interval: 1 }).toBe(2), 50)',
  'void expect.poll(() => 1, { timeout: 50, interval: 1 }).toBe(2).then(() => {})',
  'void (async () => { for (let n = 0; n < 20; n++) await new Promise(setImmediate); expect(1).toBe(2) })()',
]

test.each(lateCases)('the session learns of %s', async (code) => {
  const found = await find({
    'a.loadero.ts': `${head}test('t', ${options}, ({ expect }: any) => { ${code} })`,
  })
  const { verdict } = await judge(found, 't')
  await found.waitForCode()
  const late = found.takeLateErrors()
  expect(verdict === 'failed' || late.some(({ error }) => error.isAssertion)).toBe(true)
})

test('code that does not end is known to the session', async () => {
  const found = await find({
    'a.loadero.ts': `${head}test('t', ${options}, () => { setInterval(() => {}, 1_000) })`,
  })
  await judge(found, 't')
  expect(await found.waitForCode()).toBe(false)
})

test('each callback has its verdict, its message and its line', async () => {
  const cases = Object.entries(verifyCases)
  // All callbacks are on the third line, so that the expected positions are short.
  const declared = cases
    .map(([code], index) => `test('t${index}', ${options}, async ({ expect, run }: any) => { ${code} });`)
    .join(' ')
  const found = await find({
    'a.loadero.ts': `${head}import { helper } from './lib/helper'\n${declared}`,
    'lib/helper.ts': 'interface Unused { a: 1 }\nexport function helper(expect: any) { expect(1).toBe(2) }',
  })
  expect(found.diagnostics).toEqual([])
  for (const [index, [code, [verdict, text]]] of cases.entries()) {
    const judged = await judge(found, `t${index}`)
    expect({ code, verdict: judged.verdict }).toEqual({ code, verdict })
    expect(judged.text).toMatch(text)
  }
  expect(found.takeLateErrors()).toEqual([])
  expect(run.status).toBe('done')
})

test('a callback that does not end is errored', async () => {
  const found = await find(
    {
      'a.loadero.ts': `${head}
test('hangs', ${options}, () => new Promise(() => {}))
test('loops', ${options}, () => { for (;;); })
test('ends', ${options}, () => {})`,
    },
    { verifyTimeoutMs: 500 },
  )
  const [hangs, loops] = [judge(found, 'hangs'), judge(found, 'loops')]
  expect(await hangs).toMatchObject({ verdict: 'errored', text: /within 0\.5 s/ })
  expect(await loops).toMatchObject({ verdict: 'errored', text: /within 0\.5 s/ })
})

test('the end of the session stops a callback', async () => {
  const found = await find({ 'a.loadero.ts': `${head}test('t', ${options}, () => new Promise(() => {}))` })
  const controller = new AbortController()
  const judged = judge(found, 't', controller.signal)
  controller.abort()
  expect(await judged).toMatchObject({ verdict: 'errored', text: /stopped with the session/ })
})

test('a thread that ended is replaced for other callbacks', async () => {
  const found = await find({
    'a.loadero.ts': `${head}test('ends', ${options}, () => process.exit(0))\ntest('works', ${options}, () => {})`,
  })
  expect((await judge(found, 'ends')).verdict).toBe('errored')
  expect((await judge(found, 'works')).verdict).toBe('passed')
})

test('an assertion after its callback ended is known to the session', async () => {
  const found = await find({
    'a.loadero.ts': `${head}
test('early', ${options}, ({ expect }) => { const go = new Promise((resolve) => { (globalThis as any).go = resolve }); void go.then(() => expect(1).toBe(2)) })
test('later', ${options}, () => { (globalThis as any).go() })`,
  })
  expect((await judge(found, 'early')).verdict).toBe('passed')
  await judge(found, 'later')
  const [late] = found.takeLateErrors()
  expect(late?.error).toMatchObject({ isAssertion: true, message: /expected 1 to be 2/ })
  expect(late && found.testOf(late)).toBe('early')
})

/** What one file changes; no other file sees it. */
const sharedStates = {
  'Error.stackTraceLimit = 0': 'Error.stackTraceLimit',
  'Array.prototype.at = () => 7 as never': '[1].at(0)',
  'globalThis.leak = 7 as never': 'globalThis.leak',
  'process.env.LEAK = "7"': 'process.env.LEAK',
  'Object.defineProperty(Object.prototype, "leak", { value: 7, configurable: true })': '({} as any).leak',
  'Math.random = () => 7': 'Math.random() >= 1',
  'process.on("exit", () => {})': 'process.listenerCount("exit")',
  'JSON.stringify = () => "7"': 'JSON.stringify([])',
  'Date.now = () => 7': 'Date.now() === 7',
  'Object.defineProperty(globalThis, "constant", { value: 7 })': '"constant" in globalThis',
  'Object.defineProperty(globalThis, "getter", { get: () => 7 })': '"getter" in globalThis',
  '(globalThis as any).__hidden = 7': '(globalThis as any).__hidden',
  '(globalThis as any)[Symbol.for("hidden")] = 7': '(globalThis as any)[Symbol.for("hidden")]',
  'globalThis.Blob = 7 as never': 'typeof Blob',
  'Object.defineProperty(globalThis, "performance", { get: () => 7 })': 'typeof performance',
  'process.argv = []': 'process.argv.length',
  'Object.getPrototypeOf(Object.getPrototypeOf(process)).leak = 7': '(process as any).leak',
  'Object.getPrototypeOf([][Symbol.iterator]()).leak = 7': '([][Symbol.iterator]() as any).leak',
}

test('no file sees what another has changed', async () => {
  const rows = Object.entries(sharedStates)
  const show = (index: number, read: string) => `console.log('[${index} ' + String(${read}) + ']');\n`
  const files = rows.flatMap(([change, read], index) => [
    [`${index}a.loadero.ts`, `${head}${show(index, read)}${change}\ntest('${index}a', ${options})`],
    [`${index}b.loadero.ts`, `${head}${show(index, read)}test('${index}b', ${options})`],
  ])
  const { output, diagnostics } = await find(Object.fromEntries(files))
  expect(diagnostics).toEqual([])
  for (const [index, [change]] of rows.entries()) {
    const [before, after] = output.join('').match(new RegExp(`\\[${index} .*?\\]`, 'g')) ?? []
    expect({ change, after }).toEqual({ change, after: before })
    expect(before).toBeDefined()
  }
})

/** What leaves the thread as it is, so that the next file is loaded in it as well. */
const unchanging: Readonly<Record<string, string>> = {
  nothing: '',
  'a request': "await fetch('data:text/plain,text')",
  'a global of Node.js at its first use': 'new CompressionStream("gzip"); new Blob([]); crypto.randomUUID()',
  'a package with its state in a hidden global': "import 'with-state'",
  'a package with its state at a symbol': "import 'with-symbol'",
  'a listener that is removed': "process.on('SIGUSR2', Date.now).removeListener('SIGUSR2', Date.now)",
  'a timer that has elapsed': 'await new Promise((resolve) => setTimeout(resolve, 1))',
  'modules of Node.js': "import 'node:test'; import 'node:http'; await import('node:child_process')",
  'its output': "console.table([1]); console.time('a'); process.stdout.write('text')",
}

test('files that change nothing for others share a thread', async () => {
  const rows = Object.entries(unchanging)
  const files = rows.map(([name, code], index) => [
    `${index}.loadero.ts`,
    `${head}import { threadId } from 'node:worker_threads'\n${code}\ntest('${name}: ' + threadId, ${options})`,
  ])
  const { tests, diagnostics } = await find({
    ...Object.fromEntries(files),
    'node_modules/with-state/index.js': 'globalThis.__withState = {}',
    'node_modules/with-symbol/index.js': "globalThis[Symbol.for('with-symbol.state')] = {}",
  })
  expect(diagnostics).toEqual([])
  const [, thread] = tests[0]?.id.split(': ') ?? []
  expect(tests.map(({ id }) => id)).toEqual(rows.map(([name]) => `${name}: ${thread}`))
})

/** Changes that no word of the code shows, so that the file is not compared alone. */
const hiddenChanges: Readonly<Record<string, string>> = {
  'a joined name': "([] as any)['const' + 'ructor']['proto' + 'type'].leak = 7",
  'an escaped name': "(Arr\\u0061y as any)['proto' + 'type'].leak = 7",
  'a global': 'fetch = (() => 7) as never',
  'a helper': "import './change'",
  'a function of the prototype of literals': "(Object.getPrototypeOf([]) as any)['leak'] = 7",
}

test.each(Object.entries(hiddenChanges))('no file sees a change by %s', async (_name, change) => {
  const seen = "String(([] as any).leak ?? (typeof fetch('data:,') === 'object'))"
  const file = (index: number, code = '') => [
    `${index}.loadero.ts`,
    `${head}${code}\ntest('${index} ' + ${seen}, ${options})`,
  ]
  const { tests, diagnostics } = await find({
    'change.ts': "const name = 'leak'; ([] as any)['const' + 'ructor']['proto' + 'type'][name] = 7",
    ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((index) => file(index, index === 2 ? change : ''))),
  })
  expect(diagnostics).toEqual([])
  const ids = tests.map(({ id }) => id).filter((id) => !id.startsWith('2'))
  expect(ids).toEqual([0, 1, 3, 4, 5].map((index) => `${index} true`))
  expect(tests).toHaveLength(6)
})

/** How a file ends or holds its thread without a word that shows it → what its diagnostic says. */
const hiddenEnds: Readonly<Record<string, RegExp>> = {
  'const f = (n: number): number => n === 0 ? 0 : f(n - 1) + f(n - 1); f(99)':
    /did not finish loading within 3 s/,
  'await new Promise(() => {})': /did not finish loading within 3 s/,
  "([] as any)['fil' + 'ter']['const' + 'ructor']('return process')().exit(3)":
    /process\.exit\(3\) was called/,
  "throw new Error('boom')": /boom/,
  "void Promise.reject(new Error('floating'))\ntest('c', null as never)": /floating/,
}

test.each(Object.entries(hiddenEnds))('only the file with %j has a diagnostic', async (code, message) => {
  const file = (name: string, text = '') => [
    `${name}.loadero.ts`,
    `${head}${text}\ntest('${name}', ${options})`,
  ]
  const { tests, diagnostics, output } = await find(
    Object.fromEntries([
      file('a', "console.log('loaded a')"),
      ...['b', 'd', 'e'].map((name) => file(name)),
      ['c.loadero.ts', `${head}${code}`],
    ]),
    { loadTimeoutMs: 3_000 },
  )
  expect(tests.map(({ id }) => id)).toEqual(['a', 'b', 'd', 'e'])
  expect([...new Set(diagnostics.map(({ location }) => location.file))]).toEqual(['c.loadero.ts'])
  expect(diagnostics.map((one) => one.message).join('\n')).toMatch(message)
  expect(output.join('').match(/loaded a/g)).toHaveLength(1)
})

test('a value that cannot be copied is an error of its file', async () => {
  const { tests, diagnostics } = await find({
    'a.loadero.ts': `${head}test('a', ${options})`,
    'b.loadero.ts': `${head}test('b', { ...${options}, properties: new Proxy(new Date(), {}) } as never)`,
    'c.loadero.ts': `${head}test('c', ${options})`,
  })
  expect(tests.map(({ id }) => id)).toEqual(['a', 'c'])
  expect(diagnostics.map(({ location, message }) => `${location.file} ${message}`)).toEqual([
    expect.stringMatching(/^b\.loadero\.ts .*could not be cloned/),
  ])
})

test('what spec files import loads no library of schemas', async () => {
  const { tests } = await find({
    'a.loadero.ts': `${head}test(Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('__zod')).join() || 'none', ${options})`,
  })
  expect(tests.map(({ id }) => id)).toEqual(['none'])
})

test('the line of a test is known in a file that limits stacks', async () => {
  const { tests } = await find({
    'a.loadero.ts': `${head}Error.stackTraceLimit = 0\nError.prepareStackTrace = () => 'none'\ntest('a', ${options})`,
  })
  expect(tests[0]?.location.line).toBe(4)
})

test('output of specs is complete and not on the standard output', async () => {
  const { output } = await find({
    'a.loadero.ts': `${head}for (let n = 0; n < 2000; n++) console.log('line ' + n)\nconsole.error('end')\ntest('a', ${options})`,
  })
  expect(output.join('').split('\n')).toHaveLength(2_002)
})

test('what code prints shows no secret, also across writes', async () => {
  const print = (value: string) =>
    `process.stdout.write('<${value.slice(0, 5)}'); console.error('${value}'); process.stdout.write('${value.slice(5)}>\\n')`
  const found = await find({
    'a.loadero.ts': `${head}import { secret } from 'loadero-test'\nsecret('hunter-secret-1'); ${print('hunter-secret-1')}
test('t', ${options}, () => { secret('hunter-secret-2'); ${print('hunter-secret-2')}; process.stdout.write('hunter-secret-2') })`,
  })
  await judge(found, 't')
  const shown = found.output.join('')
  expect(shown).not.toContain('hunter')
  expect(shown.match(/<\*\*\*>/g)).toHaveLength(2)
  expect(shown.match(/\*\*\*/g)).toHaveLength(5)
})

const outputs = [1, 2].map((descriptor) => fstatSync(descriptor).ino)
const node = JSON.stringify(process.execPath)
const child = `${node}, ['-e', 'console.log("hunter-secret-3")']`

test.each([
  ['fs.writeSync of a text', "fs.writeSync(1, 'hunter-secret-3\\n')"],
  ['fs.writeSync of bytes', "fs.writeSync(2, Buffer.from('-hunter-secret-3\\n'), 1)"],
  [
    'fs.writeSync with options',
    "fs.writeSync(1, Buffer.from('-hunter-secret-3-'), { offset: 1, length: 15 })",
  ],
  ['fs.write', "await new Promise((done) => fs.write(1, 'hunter-secret-3\\n', done))"],
  ['fs.writevSync', "fs.writevSync(1, [Buffer.from('hunter-'), Buffer.from('secret-3\\n')])"],
  ['fs.writeFileSync', "fs.writeFileSync(1, 'hunter-secret-3\\n')"],
  ['a device', "fs.appendFileSync('/dev/stdout', 'hunter-secret-3\\n')"],
  ['a device that is opened', "fs.writeSync(fs.openSync('/dev/stderr', 'w'), 'hunter-secret-3\\n')"],
  [
    'a device that is closed',
    "const fd = fs.openSync('/dev/stdout', 'w'); fs.writeSync(fd, 'hunter-secret-3\\n'); fs.closeSync(fd)",
  ],
  [
    'a stream of a device',
    "await once(fs.createWriteStream('/dev/stdout').end('hunter-secret-3\\n'), 'close')",
  ],
  ['an output that is closed', "fs.writeSync(2, 'hunter-secret-3\\n'); fs.closeSync(2)"],
  [
    'an output that is closed later',
    "fs.writeSync(1, 'hunter-secret-3\\n'); await new Promise((done) => fs.close(1, done))",
  ],
  ['a promise of fs', "await fs.promises.writeFile('/proc/self/fd/1', 'hunter-secret-3\\n')"],
  [
    'a stream of fs',
    "await new Promise((done) => fs.createWriteStream('', { fd: 1, autoClose: false }).write('hunter-secret-3\\n', done))",
  ],
  ['a child', `await once(cp.spawn(${child}, { stdio: 'inherit' }), 'close')`],
  [
    'a child with an output of its own',
    `await once(cp.spawn(${child}, { stdio: ['ignore', 2, 'pipe'] }), 'close')`,
  ],
  ['a child that is waited for', `cp.spawnSync(${child}, { stdio: 'inherit' })`],
  ['a file that is executed', `cp.execFileSync(${child}, { stdio: ['ignore', 'inherit', 'inherit'] })`],
  ['a command', "cp.execSync('echo hunter-secret-3', { stdio: 'inherit' })"],
])('what code prints with %s shows no secret', async (_, print) => {
  const found = await find({
    'a.loadero.ts': `${head}import fs from 'node:fs'
import cp from 'node:child_process'
import { once } from 'node:events'
import { secret } from 'loadero-test'
secret('hunter-secret-3')
test('t', ${options}, async () => { ${print} })`,
  })
  expect(found.diagnostics).toEqual([])
  expect(await judge(found, 't')).toMatchObject({ verdict: 'passed' })
  await expect.poll(() => found.output.join('')).toContain('***')
  expect(found.output.join('')).not.toContain('hunter-secret-3')
  // The output of the process is still open.
  expect([1, 2].map((descriptor) => fstatSync(descriptor).ino)).toEqual(outputs)
})

test('a descriptor of a closed output is used again for a file', async () => {
  const found = await find({
    'a.loadero.ts': `${head}import fs from 'node:fs'
const output = fs.openSync('/dev/stdout', 'w')
fs.closeSync(output)
const path = import.meta.dirname + '/file.txt'
const file = fs.openSync(path, 'w')
fs.writeSync(file, 'of the file')
fs.closeSync(file)
test(fs.readFileSync(path, 'utf8'), ${options})`,
  })
  expect(found.tests.map(({ id }) => id)).toEqual(['of the file'])
})

/** Where a secret is marked → the code of the spec, and how its callback ends. */
const secretPlaces = {
  'while its file loads': ["secret('%')", '', 'passed'],
  'in a callback': ['', "secret('%')", 'passed'],
  'before its callback throws it': ['', "secret('%'); throw new Error('%')", 'failed'],
  'before its callback ends the thread': ['', "secret('%'); process.exit(0)", 'errored'],
  'in a callback that does not end': ['', "secret('%'); console.log('%'); for (;;);", 'errored'],
} as const

test.each(Object.entries(secretPlaces))('a secret is known that is marked %s', async (name, place) => {
  const value = `secret ${name}`
  const [loading, calling, verdict] = place.map((text) => text.replaceAll('%', value))
  const knownAtOutput: boolean[] = []
  const found = await find(
    {
      'a.loadero.ts': `${head}import { secret } from 'loadero-test'\n${loading}\ntest('t', ${options}, () => { ${calling} })`,
    },
    {
      verifyTimeoutMs: calling?.includes('for (;;)') ? 3_000 : 120_000,
      onOutput: () => knownAtOutput.push(knownSecrets().has(value)),
    },
  )
  expect((await judge(found, 't')).verdict).toBe(verdict)
  expect(knownSecrets()).toContain(value)
  expect(knownAtOutput).not.toContain(false)
})
