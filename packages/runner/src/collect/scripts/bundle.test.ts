import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { originalPosition } from './script-position.js'
import { scriptReader } from './script.js'
import { folder, play, read, textOf, write } from '../../../test/spec-files.js'

/** What is wrong with files that are no script, as an author reads it. */
function wordsOf(found: Awaited<ReturnType<typeof read>>) {
  return 'problems' in found
    ? found.problems
        .map(({ code, message, hint }) =>
          [`${code}: ${message}`, ...(hint === undefined ? [] : [hint])].join('\n  '),
        )
        .join('\n')
    : 'no problem'
}

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

test('TypeScript with helpers and a package becomes one function that plays', async () => {
  const { text, language, warnings, bundler } = textOf(await read(project, { vars: { room: 'DEMO' } }))
  expect(play(text, { did: [] })).toEqual(['guest joins demo of 3'])
  expect({ language, warnings, bundler }).toEqual({
    language: 'javascript',
    warnings: [],
    bundler: 'rolldown 1.3.2',
  })
})

test('the text holds nothing that is not used, no type and no path', async () => {
  const root = await folder()
  const { text } = textOf(await read(project, { vars: { room: 'DEMO' } }, root))
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

test('two directories, two layouts of packages and many runs give the same bytes', async () => {
  const first = textOf(await read(project, { vars: { room: 'a' } }))
  const other = await write(await folder(), inFolder('deep/down', call))
  const store = join(other, 'deep/down/node_modules/.pnpm/wording@1.0.0/node_modules/wording')
  await write(store, wording)
  await symlink(store, join(other, 'deep/down/node_modules/wording'), 'junction')
  const wish = { path: './call.ts', vars: { room: 'a' }, directory: join(other, 'deep/down/specs') }
  const again = await Promise.all(
    Array.from({ length: 5 }, () => scriptReader(join(other, 'deep/down'))(wish)),
  )
  for (const { text } of again.map(textOf)) expect(text).toBe(first.text)
})

test('lines that end as on Windows give the same bytes', async () => {
  const source = 'export default (c: { url(u: string): void }) => {\n  c.url(`a\n  b`)\n}\n'
  const [unix, windows] = [source, `\uFEFF${source.replaceAll('\n', '\r\n')}`]
  const texts = await Promise.all(
    [unix, windows].map(async (text) => textOf(await read({ 'play.ts': text })).text),
  )
  expect(texts[1]).toBe(texts[0])
})

test('a project behind a link has the paths that its author knows', async () => {
  const root = await folder()
  await write(join(root, 'real'), { 'play.ts': "import './gone'", 'fine.ts': 'export default () => 1' })
  await symlink(join(root, 'real'), join(root, 'link'), 'junction')
  const readScript = scriptReader(join(root, 'link'))
  const [broken, fine] = await Promise.all(
    ['play.ts', 'fine.ts'].map((path) => readScript({ path, directory: join(root, 'link') })),
  )
  expect(broken).toMatchObject({ problems: [{ location: { file: 'play.ts', line: 1 } }] })
  expect(fine).toMatchObject({ map: { sources: ['fine.ts'] } })
})

test('a line of the text is known by where it was written, imports included', async () => {
  const { text, map } = textOf(await read(project, { vars: { room: 'a' } }))
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
  "import { y } from './play'\nexport default () => y",
  'const x = await fetch("")\nexport default () => x',
  'export default () => import.meta.url',
  'export const play = () => {}',
  'client => {}',
  '',
  'export default 5',
  'export default class {}',
  'const play = (f: unknown) => f\nexport default play(() => {})',
  'export let play: unknown; export { play as default }',
])('the module %j is refused', async (source) => {
  expect(wordsOf(await read({ 'play.ts': source }))).toMatchSnapshot()
})

test('all imports of a file that are not there are told at once, where they are written', async () => {
  const found = await read({
    'play.ts': "import { b } from './lib/b'\nexport default () => b",
    'lib/b.ts': "\n\nimport '../c'\nimport './d'\nexport const b = 1",
  })
  expect('problems' in found && found.problems.map(({ location }) => location)).toEqual([
    { file: 'lib/b.ts', line: 3, column: 8 },
    { file: 'lib/b.ts', line: 4, column: 8 },
  ])
  expect(wordsOf(found)).toMatchInlineSnapshot(`
    "bad-script: script lib/b.ts:3:8 imports '../c', which is not there
    bad-script: script lib/b.ts:4:8 imports './d', which is not there"
  `)
})

test('syntax that the bundler lets through, and Node.js does not, is told at its line', async () => {
  const source = 'class Call {\n  accessor room = 1\n}\nexport default () => new Call()'
  // The column and the reason are those of Node.js, and differ between its versions.
  const words = wordsOf(await read({ 'play.ts': source }))
    .replaceAll(/play\.ts:2:\d+/g, 'play.ts:2:…')
    .replace(/: Unexpected.*/, ': Unexpected …')
  expect(words).toMatchInlineSnapshot(
    `"bad-script: script play.ts:2:… has syntax that JavaScript does not know yet: Unexpected …"`,
  )
})

test('what only Node.js has is warned of at the author’s lines, unless it is his own or only asked for', async () => {
  const { warnings } = textOf(
    await read({
      'play.ts': `import { os } from './os'
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
        "hint": "Read it in the spec file, and hand it over by \`vars\`.",
        "location": {
          "column": 20,
          "file": "play.ts",
          "line": 4,
        },
        "message": "script play.ts:4:20 uses process, which is the participant's machine's there, if anything",
      },
    ]
  `)
})

test('every call is known by its line, whatever stands around it', async () => {
  const root = await folder()
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
      const file = `play-${count++}.ts`
      await write(root, { [file]: numbered.join('\n') })
      const { text, map } = textOf(await scriptReader(root)({ path: file, directory: root }))
      return text
        .split('\n')
        .every((content, index) =>
          [...content.matchAll(/mark\((\d+)\)/g)].every(
            (mark) => originalPosition(map, index + 1, mark.index + 1)?.line === Number(mark[1]),
          ),
        )
    }),
    { numRuns: 25 },
  )
  await expect(checked).resolves.toBeUndefined()
})

test('whatever is in a file, it is a script or a problem', async () => {
  const root = await folder()
  let count = 0
  const word = fc.constantFrom(
    ...'export default import from ./x "./x" async client => { } ( ) * as ; ` ${ é /* 5 \n \0 \u2028'.split(
      ' ',
    ),
  )
  const checked = fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 10 }), fc.constantFrom('ts', 'js'), async (words, type) => {
      const file = `play-${count++}.${type}`
      await write(root, { [file]: words.join(' ') })
      const found = await scriptReader(root)({ path: file, directory: root })
      return 'problems' in found ? found.problems.length > 0 : found.text.length > 0
    }),
    { numRuns: 60 },
  )
  await expect(checked).resolves.toBeUndefined()
})
