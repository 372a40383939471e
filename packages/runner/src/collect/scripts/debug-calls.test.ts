import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import {
  createFolder,
  expectScript,
  problemText,
  readScript,
  runScript,
  writeFiles,
} from '../../../test/spec-files.js'
import { removeDebugCalls } from './debug-calls.js'
import { createScriptReader } from './script.js'

function locate(line: number, column: number) {
  return { file: 'call.js', line, column }
}

test.each([
  ['client => { client.debug() }', 'client => { void 0         }'],
  ['async c => { await c.debug() }', 'async c => { await void 0    }'],
  ['c => { c.click("#a").debug().url("b") }', 'c => { c.click("#a")        .url("b") }'],
  ['c => c.debug().url("b")', 'c => c        .url("b")'],
  ['c => { c\n  .click("#a")\n  .debug()\n}', 'c => { c\n  .click("#a")\n          \n}'],
  ['c => { c?.debug?.() }', 'c => { void 0       }'],
  ['c => { c["debug"]() }', 'c => { void 0       }'],
  ['c => { c.debug({ preview: false }) }', 'c => { void 0                      }'],
  ['c => { (await_ => await_.debug())(c) }', 'c => { (await_ => void 0        )(c) }'],
  [
    'c => { const step = () => { browser.debug() }; step() }',
    'c => { const step = () => { void 0          }; step() }',
  ],
  ['function call() { this.debug() }', 'function call() { this         }'],
  ['c => { c.perform(() => c.debug()) }', 'c => { c.perform(() => void 0   ) }'],
  ['c => { (c).debug() }', 'c => { void 0      }'],
  ['async c => { (await c.url("a")).debug() }', 'async c => { (await c.url("a"))         }'],
  ['c => { ((c.url("a")) /* ) */ ).debug() }', 'c => { ((c.url("a")) /* ) */ )         }'],
  ['c => { (c.url("a"))["debug"]() }', 'c => { (c.url("a"))            }'],
  ['c => { c.url("a") // )\n.debug() }', 'c => { c.url("a")     \n         }'],
  ['c => { const page = c; page.debug() }', 'c => { const page = c; void 0       }'],
])('%s loses its call of debug()', (text, expected) => {
  const { text: actual, problems } = removeDebugCalls(text, 'remove', locate)
  expect(actual).toBe(expected)
  expect(actual).toHaveLength(text.length)
  expect(problems).toHaveLength(1)
  expect(() => new Script(`(${actual})`)).not.toThrow()
})

test.each([
  'c => { console.debug("x") }',
  'c => { console.debug() }',
  'c => { log.debug() }',
  '(c, { log }) => { log.debug("x") }',
  'c => { c.execute("debug()") }',
  'c => { c.debugger() }',
  'c => { debug() }',
  'c => { c[debug]() }',
  'c => { const debug = 1 }',
  '=> client.debug()',
])('%s stays as it is', (text) => {
  expect(removeDebugCalls(text, 'remove', locate)).toEqual({ text, problems: [] })
})

test('a kept call is not a problem', () => {
  const text = 'c => c.debug()'
  expect(removeDebugCalls(text, 'keep', locate)).toEqual({ text, problems: [] })
})

const files = {
  'call.ts': "import { step } from './step.js'\nexport default (client) => step(client)\n",
  'step.ts': 'export const step = (page) => page.debug() ?? 7\n',
}

async function readWith(debugCalls: 'remove' | 'refuse') {
  const root = await createFolder()
  await writeFiles(root, files)
  return createScriptReader(root, debugCalls)({ path: './call.ts', directory: root })
}

test('a call in an imported file is removed with a warning', async () => {
  const read = expectScript(await readWith('remove'))
  expect(read.text).not.toContain('debug')
  expect(runScript(read.text)).toBe(7)
  expect(read.warnings.map(({ message }) => message)).toEqual([
    'script step.ts:1:31 calls debug(), which is for local runs, and is left out at Loadero',
  ])
})

test('a call is an error in CI', async () => {
  expect(problemText(await readWith('refuse'))).toContain(
    'script step.ts:1:31 calls debug(), which waits for a person, and CI is set',
  )
})

test('a call is removed by default', async () => {
  const { text } = expectScript(await readScript({ 'call.js': 'client => { client.debug() }' }))
  expect(text).toBe('client => { void 0         }')
})
