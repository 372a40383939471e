import { execFile } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostFlags, nightwatchFolder } from './host-files.js'
import { openHostSnapshot } from './host-snapshot.js'
import { startScriptHost } from './script-host.js'
import { createProcessGroups } from '../process/process-groups.js'
import { openWorkspace } from '../process/workspace.js'

/** What a host sees, by what it is called in the titles of the tests. */
const expressions = {
  'the main module': 'module.isMain',
  'the arguments': 'process.argv.length',
  'one Nightwatch for all': "require('nightwatch') === require(process.cwd())",
  'the names that Nightwatch exports': "Object.keys(require('nightwatch')).sort()",
  'one instance of an inner module':
    "require(process.cwd() + '/lib/core/queue.js') === require('./lib/core/queue.js')",
  'the modules of Node.js': "Object.keys(require('http')).length + Object.keys(require('net')).length",
  'classes of Node.js': "new (require('http').Agent)() instanceof require('node:http').Agent",
  'calls when modules load': "require('dns').getDefaultResultOrder()",
  'the home folder of the process': "require('untildify')('~/x')",
  'packages that load on first use': "require('jszip').support.nodebuffer",
  'what selenium-webdriver exports':
    "Object.entries(require('selenium-webdriver')).map(([name, value]) => [name, typeof value, value.name, value.length])",
  'classes that load on first use':
    "new (require('selenium-webdriver/edge').Options)() instanceof require('selenium-webdriver').Capabilities",
  'a text that is read on first use':
    "require('nightwatch-axe-verbose/nightwatch/commands/axeInject.js').prototype.command.call({ api: { execute: (_, [text]) => text.length } })",
  'the files of a pattern':
    "(() => { const all = []; require('./lib/utils').readFolderRecursively(process.cwd() + '/lib/api/prot*', [], (...each) => all.push(each)); return all })()",
  'which paths are patterns':
    "Promise.allSettled(['/a b', '/*', '/?', '/[a]', '/{a,b}', '/+(a)', '/@(a)', '!/a', '#a', '/a!', '/a@1'].map((each) => require('./lib/utils').checkPath(each)))",
  'dynamic imports': "require('./lib/utils/requireModule.js')(__filename.replace('.cjs', '.mjs'))",
  'methods of arrays': '[[2, 1].toSorted(), [2, 1].toReversed()]',
  'names of globals': 'Object.getOwnPropertyNames(globalThis).sort()',
  'members of globals':
    '[Array.prototype, Error, Promise, console, process].map((each) => Reflect.ownKeys(each).map(String).sort())',
  'members of modules':
    "['events', 'fs', 'fs/promises', 'path', 'timers', 'timers/promises', 'url', 'util'].map((name) => Object.entries(require(name)).map(([key, value]) => [key, typeof value === 'object' ? Object.keys(value ?? {}) : String(value)]))",
  'listeners of the process':
    "process.eventNames().map((name) => [String(name), process.listenerCount(name)]).filter(([name]) => name !== 'exit').sort()",
  'the state of the process': '[Error.stackTraceLimit, process.exitCode, process.cwd(), process.env]',
  'the files of commands':
    "(() => { const all = []; require('./lib/utils').readFolderRecursively(process.cwd() + '/lib/api', [], (...each) => all.push(each)); return all })()",
}

describe.each([
  { kind: 'with compiled code', withCompiledCode: true },
  { kind: 'without compiled code', withCompiledCode: false },
])('a snapshot $kind', ({ withCompiledCode }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'host-snapshot-'))
  const watchdog = { guard() {}, release() {}, close: () => Promise.resolve() }
  const context = {
    env: { PATH: process.env['PATH'], XDG_CACHE_HOME: folder },
    workRoot: folder,
    watchdog,
  }
  function cached(ending: string) {
    const names = readdirSync(path.join(folder, 'loadero-test')).filter((name) => name.endsWith(ending))
    return names.map((name) => path.join(folder, 'loadero-test', name))
  }

  async function open() {
    const snapshot = openHostSnapshot(context, { withCompiledCode })
    await snapshot.prepared
    return snapshot
  }

  /** Starts a host, and returns its output. */
  async function startHost(snapshot: Awaited<ReturnType<typeof open>>) {
    const groups = createProcessGroups(watchdog)
    const workspace = openWorkspace(folder, context.env)
    let output = ''
    try {
      await startScriptHost(groups, workspace, (text) => (output += text), snapshot)
    } finally {
      await groups.killAll()
      await workspace.remove()
    }
    return output
  }

  let first: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    first = await open()
  })
  afterAll(async () => {
    await first.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('is built once and kept for the next engine', async () => {
    const [file = ''] = cached('.blob')
    expect(first.file()).toBe(file)
    const before = readFileSync(file)
    const second = await open()
    expect(second.file()).toBe(file)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(cached('')).toHaveLength(2)
    // It would make all promises of this process slower.
    expect(process).toHaveProperty('moduleLoadList', expect.not.arrayContaining(['NativeModule domain']))
    await second.close()
  })

  interface Answers {
    readonly values: readonly unknown[]
    readonly random: number
    readonly bytecodeBytes: number
  }

  async function evaluateExpressions(flags: readonly string[]) {
    const probe = path.join(folder, 'probe.cjs')
    writeFileSync(probe.replace('.cjs', '.mjs'), 'export const value = 1\nexport default { other: 2 }\n')
    writeFileSync(
      probe,
      `const { bytecode_and_metadata_size: bytecodeBytes } = require('node:v8').getHeapCodeStatistics()
module.isMain = require.main === module
require = require('node:module').createRequire(process.cwd() + '/x.js')
Promise.all([${Object.values(expressions).join()}])
  .then((values) => console.log(JSON.stringify({ values, random: Math.random(), bytecodeBytes })))`,
    )
    const { stdout } = await promisify(execFile)(process.execPath, [...hostFlags, ...flags, probe], {
      cwd: nightwatchFolder,
      env: { HOME: '/home/one' },
    })
    const { values, ...answers } = JSON.parse(stdout) as Answers
    const named = Object.keys(expressions).map((name, index) => [name, values[index]] as const)
    return { ...answers, values: Object.fromEntries(named) }
  }

  test('gives a host the same as its files', async () => {
    const snapshotFlags = ['--snapshot-blob', first.file() ?? '']
    const [files, one, two] = await Promise.all([[], snapshotFlags, snapshotFlags].map(evaluateExpressions))
    expect(files?.values).toMatchObject({
      'the main module': true,
      'the home folder of the process': '/home/one/x',
      'classes that load on first use': true,
    })
    expect(one?.values).toEqual(files?.values)
    expect(two?.values).toEqual(files?.values)
    expect(one?.random).not.toBe(two?.random)
    expect((one?.bytecodeBytes ?? 0) > 300_000).toBe(withCompiledCode)
  })

  test('is used by a host that starts with the engine', async () => {
    const second = openHostSnapshot(context, { withCompiledCode })
    expect(second.file()).toBeUndefined()
    await second.searched
    expect(second.file()).toBe(first.file())
    await second.close()
  })

  test('is built again when one of its files has changed', async () => {
    const [manifest = ''] = cached('.json')
    const text = readFileSync(manifest, 'utf8')
    writeFileSync(manifest, text.replace(/,(\d+)\]/, ',1]'))
    const second = await open()
    expect(second.file()).toBe(first.file())
    expect(readFileSync(manifest, 'utf8')).toBe(text)
    await second.close()
  })

  test('is dropped when no host starts from it', async () => {
    const second = await open()
    expect(await startHost(second)).toBe('')
    expect(second.file()).toBeDefined()
    writeFileSync(second.file() ?? '', 'damaged')
    await startHost(second)
    expect(second.file()).toBeUndefined()
    // The next engine builds another one.
    await expect.poll(() => cached('.json')).toEqual([])
    await second.close()
  })

  test('needs no cache folder', async () => {
    const blocked = path.join(folder, 'blocked')
    appendFileSync(blocked, '')
    const env = { ...context.env, XDG_CACHE_HOME: blocked }
    const snapshot = openHostSnapshot({ ...context, env }, { withCompiledCode })
    await snapshot.prepared
    const file = snapshot.file() ?? ''
    expect(path.relative(folder, file)).not.toContain('loadero-test')
    expect(existsSync(file)).toBe(true)
    await snapshot.close()
    expect(existsSync(file)).toBe(false)
  })
})
