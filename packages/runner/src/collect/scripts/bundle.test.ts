import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { originalPosition } from '../../model/wire/script-position.js'
import { createScriptReader } from './script.js'
import {
  createFolder,
  runScript,
  readScript,
  expectScript,
  writeFiles,
  problemText,
} from '../../../test/spec-files.js'

const call = {
  'specs/call.ts': `import { join } from './lib/join'
import { Role, type Room } from './lib/room.js'
import { lower } from 'wording'

interface Vars { room: string }
const limit: number = 3

export default (client: { did: string[] }, vars: Vars) => {
  const room: Room = { name: lower(vars.room), limit }
  join(client, room, Role.Guest)
  return client.did
}
export const another = 1
`,
  'specs/lib/join.ts': `import type { Room } from './room'
export const join = (client: { did: string[] }, { name, limit }: Room, role: string): void => {
  client.did
    .push(\`\${role} joins \${name} of \${limit}\`)
}
export const neverCalled = () => 'UNUSED'
`,
  'specs/lib/room.ts': `export interface Room { name: string, limit: number }
export const Role = { Guest: 'guest' } as const
`,
}
const wording = {
  'package.json': '{ "name": "wording", "version": "1.0.0", "main": "./main.js" }',
  'main.js': 'exports.lower = (text) => text.toLowerCase()\nexports.upper = (text) => text.toUpperCase()',
}
function inFolder(path: string, files: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [join(path, name), text]))
}
const project = { ...call, ...inFolder('node_modules/wording', wording) }

test('a TypeScript module with imports becomes one function', async () => {
  const { text, language, warnings, bundler } = expectScript(
    await readScript(project, { vars: { room: 'DEMO' } }),
  )
  expect(runScript(text, { did: [] })).toEqual(['guest joins demo of 3'])
  expect({ language, warnings, bundler }).toEqual({
    language: 'javascript',
    warnings: [],
    bundler: 'rolldown 1.3.2',
  })
})

test('the text has no unused code, types or paths', async () => {
  const root = await createFolder()
  const { text } = expectScript(await readScript(project, { vars: { room: 'DEMO' } }, root))
  for (const absent of [
    'UNUSED',
    'neverCalled',
    'another',
    'interface',
    'Vars',
    ': string',
    root,
    'node_modules',
  ]) {
    expect(text).not.toContain(absent)
  }
  expect(text).toMatchSnapshot()
})

test('the same files always give the same text', async () => {
  const first = expectScript(await readScript(project, { vars: { room: 'a' } }))
  const other = await writeFiles(await createFolder(), inFolder('deep/down', call))
  const store = join(other, 'deep/down/node_modules/.pnpm/wording@1.0.0/node_modules/wording')
  await writeFiles(store, wording)
  await symlink(store, join(other, 'deep/down/node_modules/wording'), 'junction')
  const request = { path: './call.ts', vars: { room: 'a' }, directory: join(other, 'deep/down/specs') }
  const again = await Promise.all(
    Array.from({ length: 5 }, () => createScriptReader(join(other, 'deep/down'))(request)),
  )
  for (const { text } of again.map(expectScript)) expect(text).toBe(first.text)
})

test('line endings do not change the text', async () => {
  const source = 'export default (c: { url(u: string): void }) => {\n  c.url(`a\n  b`)\n}\n'
  const [unix, windows] = [source, `\uFEFF${source.replaceAll('\n', '\r\n')}`]
  const texts = await Promise.all(
    [unix, windows].map(async (text) => expectScript(await readScript({ 'main.ts': text })).text),
  )
  expect(texts[1]).toBe(texts[0])
})

test('paths are relative to a linked project', async () => {
  const root = await createFolder()
  await writeFiles(join(root, 'real'), { 'main.ts': "import './gone'", 'fine.ts': 'export default () => 1' })
  await symlink(join(root, 'real'), join(root, 'link'), 'junction')
  const read = createScriptReader(join(root, 'link'))
  const [broken, fine] = await Promise.all(
    ['main.ts', 'fine.ts'].map((path) => read({ path, directory: join(root, 'link') })),
  )
  expect(broken).toMatchObject({ problems: [{ location: { file: 'main.ts', line: 1 } }] })
  expect(fine).toMatchObject({ map: { sources: ['fine.ts'] } })
})

test('positions are mapped to the sources', async () => {
  const { text, map } = expectScript(await readScript(project, { vars: { room: 'a' } }))
  const find = (needle: string) => {
    const line = text.split('\n').findIndex((content) => content.includes(needle))
    const column = text.split('\n')[line]?.indexOf(needle) ?? -1
    return originalPosition(map, line + 1, column + 1)
  }
  expect(find('push(')).toEqual({ file: 'specs/lib/join.ts', line: 4, column: 6 })
  expect(find('join(client,')).toEqual({ file: 'specs/call.ts', line: 10, column: 3 })
  expect(find('exports.lower')).toMatchObject({ file: 'node_modules/wording/main.js', line: 1 })
  expect(originalPosition(map, 1)).toBeUndefined()
  expect(originalPosition(map, text.split('\n').length)).toBeUndefined()
})

test.each([
  'export default (client: any) => {\n  client.url(\n}',
  "import './gone'\nexport default () => {}",
  "import x from 'gone'\nexport default () => x",
  "import { readFileSync } from 'node:fs'\nexport default () => readFileSync",
  "export default () => require('path')",
  "import { y } from './main'\nexport default () => y",
  'const x = await fetch("")\nexport default () => x',
  'export default () => import.meta.url',
  'export const script = () => {}',
  '',
  'export default 5',
  'export default class {}',
  'const wrap = (f: unknown) => f\nexport default wrap(() => {})',
  'export let script: unknown; export { script as default }',
])('the module %j is refused', async (source) => {
  expect(problemText(await readScript({ 'main.ts': source }))).toMatchSnapshot()
})

test('a file that the bundler cannot read is reported at the script', async () => {
  const found = await readScript({
    'main.ts': "import './page.css'\nexport default () => 1",
    'page.css': 'a { color: red }',
  })
  expect('problems' in found && found.problems.map(({ location }) => location)).toEqual([undefined])
  expect(problemText(found)).toMatch(/^bad-script: script .*main\.ts cannot be bundled: Bundling CSS/)
})

test('all missing imports are reported at their lines', async () => {
  const found = await readScript({
    'main.ts': "import { b } from './lib/b'\nexport default () => b",
    'lib/b.ts': "\n\nimport '../c'\nimport './d'\nexport const b = 1",
  })
  expect('problems' in found && found.problems.map(({ location }) => location)).toEqual([
    { file: 'lib/b.ts', line: 3, column: 8 },
    { file: 'lib/b.ts', line: 4, column: 8 },
  ])
  expect(problemText(found)).toMatchInlineSnapshot(`
    "bad-script: script lib/b.ts:3:8 imports '../c', which cannot be found
    bad-script: script lib/b.ts:4:8 imports './d', which cannot be found"
  `)
})

test('unsupported syntax is reported at its line', async () => {
  const source = 'class Call {\n  accessor room = 1\n}\nexport default () => new Call()'
  // The column and the message differ between versions of Node.js.
  const text = problemText(await readScript({ 'main.ts': source }))
    .replaceAll(/main\.ts:2:\d+/g, 'main.ts:2:…')
    .replace(/: Unexpected.*/, ': Unexpected …')
  expect(text).toMatchInlineSnapshot(
    `"bad-script: script main.ts:2:… has syntax that Node.js does not support: Unexpected …"`,
  )
})

test('globals of Node.js are warnings at their lines', async () => {
  const { warnings } = expectScript(
    await readScript({
      'main.ts': `import { os } from './os'
import 'noisy'
export default (client: { url(u?: string): void }) => {
  client.url('é' + process.env.APP_URL)
  if (typeof require === 'undefined') os({ process: client, __dirname: 'x' }.process)
}`,
      'node_modules/noisy/index.js': 'console.log(process.env.NOISE)',
      'os.ts': 'export const os = (module: unknown) => { console.log(module, process.env.NODE_ENV) }',
    }),
  )
  expect(warnings).toMatchInlineSnapshot(`
    [
      {
        "code": "script-globals",
        "hint": "Read the value in the spec file, and pass it with \`vars\`.",
        "location": {
          "column": 20,
          "file": "main.ts",
          "line": 4,
        },
        "message": "script main.ts:4:20 uses process, which may be missing at Loadero, and does not come from this machine",
      },
    ]
  `)
})

test('every call is mapped to its line', async () => {
  const root = await createFolder()
  let count = 0
  const filler = fc.constantFrom('', '  // a comment', '  type T# = { a: string }', '  /* of\n  two lines */')
  const line = fc.oneof(
    filler,
    fc.constantFrom('  client.mark(#)', '  client\n    .mark(#)', '  if (client) { client.mark(#) }'),
  )
  const checked = fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      const source = `export default (client: { mark(n: number): void }) => {\n${lines.join('\n')}\n}\n`
      const numbered = source.split('\n').map((content, index) => content.replace('#', `${index + 1}`))
      const file = `script-${count++}.ts`
      await writeFiles(root, { [file]: numbered.join('\n') })
      const { text, map } = expectScript(await createScriptReader(root)({ path: file, directory: root }))
      return text
        .split('\n')
        .every((content, index) =>
          [...content.matchAll(/mark\((\d+)\)/g)].every(
            (mark) => originalPosition(map, index + 1, mark.index + 1)?.line === Number(mark[1]),
          ),
        )
    }),
    { numRuns: 100 },
  )
  await expect(checked).resolves.toBeUndefined()
})

test('every file is a script or has problems', async () => {
  const root = await createFolder()
  let count = 0
  const words = fc.constantFrom(
    ...'export default import from ./x "./x" async client => { } ( ) * as ; ` ${ é /* 5 \n \0 \u2028'.split(
      ' ',
    ),
  )
  const checked = fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 10 }), fc.constantFrom('ts', 'js'), async (parts, type) => {
      const file = `script-${count++}.${type}`
      await writeFiles(root, { [file]: parts.join(' ') })
      const found = await createScriptReader(root)({ path: file, directory: root })
      return 'problems' in found ? found.problems.length > 0 : found.text.length > 0
    }),
    { numRuns: 100 },
  )
  await expect(checked).resolves.toBeUndefined()
})
