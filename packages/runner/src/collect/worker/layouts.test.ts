import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { findTests } from '../find-tests.js'

// The build, as in an installation: threads run built code, and compile no source of this package.
const alias = { 'loadero-test': fileURLToPath(new URL('../../../dist/spec.js', import.meta.url)) }

type Files = Readonly<Record<string, string | object>>

async function createProject(files: Files, links: Readonly<Record<string, string>> = {}) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'layouts-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  const root = join(folder, 'lib')
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  for (const [name, target] of Object.entries(links)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await symlink(join(root, target), join(root, name))
  }
  return root
}

function collectTests(root: string) {
  return findTests({
    root,
    filters: [],
    alias,
    loadTimeoutMs: 120_000,
    allowOnly: true,
    onOutput: () => undefined,
  })
}

function paths(values: object, options: object = {}) {
  return { compilerOptions: { paths: values, ...options } }
}

interface Layout {
  /** What the spec and the script import. Each module exports `value`, which is 'found'. */
  readonly specifier: string
  readonly files: Files
  readonly links?: Readonly<Record<string, string>>
}

const found = "export const value: string = 'found'"
const foundJs = "export const value = 'found'"

/** An import of `value` works in the spec, and in the script beside it. */
const layouts: Readonly<Record<string, Layout>> = {
  'a relative file without its extension': { specifier: './lib', files: { 'specs/lib.ts': found } },
  'a relative file with its extension': { specifier: './lib.ts', files: { 'specs/lib.ts': found } },
  'a .js import of a .ts file': { specifier: './lib.js', files: { 'specs/lib.ts': found } },
  'a .mjs import of a .mts file': { specifier: './lib.mjs', files: { 'specs/lib.mts': found } },
  'a JavaScript file': { specifier: './lib.js', files: { 'specs/lib.js': foundJs } },
  'a .mjs file': { specifier: './lib.mjs', files: { 'specs/lib.mjs': foundJs } },
  'an index file of another extension': { specifier: './lib', files: { 'specs/lib/index.mts': found } },
  'a folder with a main file': {
    specifier: './lib',
    files: { 'specs/lib/package.json': { main: './main' }, 'specs/lib/main.ts': found },
  },
  'a .mjs name of a .mts file': { specifier: './lib.mjs', files: { 'specs/lib.mts': found } },
  'a .jsx name of a .tsx file': { specifier: './lib.jsx', files: { 'specs/lib.tsx': found } },
  'an index file': { specifier: './lib', files: { 'specs/lib/index.ts': found } },
  'a file of the parent folder': { specifier: '../shared/lib', files: { 'shared/lib.ts': found } },
  'a name with a dot': { specifier: './lib.page', files: { 'specs/lib.page.ts': found } },
  'a name with spaces and accents': { specifier: './Überblick 1', files: { 'specs/Überblick 1.ts': found } },
  'a folder with a question mark': { specifier: './who?/lib', files: { 'specs/who?/lib.ts': found } },
  'a name in brackets': { specifier: './[slug]', files: { 'specs/[slug].ts': found } },
  'a chain of exports': {
    specifier: './all',
    files: {
      'specs/all.ts': "export * from './one'",
      'specs/one.ts': "export { value } from './lib'",
      'specs/lib.ts': found,
    },
  },
  'an enum': {
    specifier: './lib',
    files: { 'specs/lib.ts': "enum Kind { Found = 'found' }\nexport const value = Kind.Found" },
  },
  'a file that can be executed': {
    specifier: './lib',
    files: { 'specs/lib.ts': `#!/usr/bin/env node\n${found}` },
  },
  'a JSON file that begins with a byte order mark': {
    specifier: './lib.json',
    files: { 'specs/lib.json': '\uFEFF{ "value": "found" }' },
  },
  'a class with parameter properties': {
    specifier: './lib',
    files: {
      'specs/lib.ts':
        "class Room { constructor(readonly name: string) {} }\nexport const value = new Room('found').name",
    },
  },
  'tsconfig paths with a pattern': {
    specifier: '@/lib',
    files: { 'tsconfig.json': paths({ '@/*': ['./src/*'] }), 'src/lib.ts': found },
  },
  'tsconfig paths with one name': {
    specifier: 'people',
    files: { 'tsconfig.json': paths({ people: ['./src/lib.ts'] }), 'src/lib.ts': found },
  },
  'tsconfig paths with several targets': {
    specifier: '@/lib',
    files: { 'tsconfig.json': paths({ '@/*': ['./missing/*', './src/*'] }), 'src/lib.ts': found },
  },
  'tsconfig paths with a star in the middle': {
    specifier: '@lib/room/api',
    files: { 'tsconfig.json': paths({ '@lib/*/api': ['./src/*.ts'] }), 'src/room.ts': found },
  },
  'tsconfig paths that match everything': {
    specifier: 'lib',
    files: { 'tsconfig.json': paths({ '*': ['./src/*'] }), 'src/lib.ts': found },
  },
  'jsconfig paths': {
    specifier: '@/lib',
    files: { 'jsconfig.json': paths({ '@/*': ['./src/*'] }), 'src/lib.js': foundJs },
  },
  'a jsconfig that is nearer than a tsconfig': {
    specifier: '@/lib',
    files: {
      'tsconfig.json': paths({ '@/*': ['./wrong/*'] }),
      'specs/jsconfig.json': paths({ '@/*': ['../src/*'] }),
      'src/lib.js': foundJs,
    },
  },
  'a tsconfig beside a jsconfig': {
    specifier: '@/lib',
    files: {
      'tsconfig.json': paths({ '@/*': ['./src/*'] }),
      'jsconfig.json': paths({ '@/*': ['./wrong/*'] }),
      'src/lib.ts': found,
    },
  },
  'the longest of two patterns': {
    specifier: '@/room/lib',
    files: {
      'tsconfig.json': paths({ '@/*': ['./wrong/*'], '@/room/*': ['./src/*'] }),
      'src/lib.ts': found,
      'wrong/room/lib.ts': "export const value = 'wrong'",
    },
  },
  'a baseUrl': {
    specifier: 'src/lib',
    files: { 'tsconfig.json': { compilerOptions: { baseUrl: '.' } }, 'src/lib.ts': found },
  },
  'paths relative to a baseUrl': {
    specifier: '@/lib',
    files: { 'tsconfig.json': paths({ '@/*': ['./*'] }, { baseUrl: './src' }), 'src/lib.ts': found },
  },
  'the tsconfig nearest to the spec': {
    specifier: '@/lib',
    files: {
      'tsconfig.json': paths({ '@/*': ['./wrong/*'] }),
      'specs/tsconfig.json': paths({ '@/*': ['../src/*'] }),
      'src/lib.ts': found,
    },
  },
  'a tsconfig that extends another': {
    specifier: '@/lib',
    files: {
      'tsconfig.base.json': paths({ '@/*': ['./src/*'] }),
      'tsconfig.json': { extends: './tsconfig.base.json' },
      'src/lib.ts': found,
    },
  },
  'a tsconfig with references': {
    specifier: '@/lib',
    files: {
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.specs.json' }] },
      'tsconfig.specs.json': { ...paths({ '@/*': ['./src/*'] }), include: ['specs'] },
      'src/lib.ts': found,
    },
  },
  'a tsconfig with comments': {
    specifier: '@/lib',
    files: {
      'tsconfig.json': '{ // paths\n "compilerOptions": { "paths": { "@/*": ["./src/*"], } } }',
      'src/lib.ts': found,
    },
  },
  'references of references': {
    specifier: '@/lib',
    files: {
      'tsconfig.json': { files: [], references: [{ path: './all' }] },
      'all/tsconfig.json': { files: [], references: [{ path: '..' }, { path: './specs.json' }] },
      'all/specs.json': { ...paths({ '@/*': ['../src/*'] }), include: ['../specs'] },
      'src/lib.ts': found,
    },
  },
  'references that do not include the spec': {
    specifier: '@/lib',
    files: {
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'tsconfig.app.json': { ...paths({ '@/*': ['./src/*'] }), include: ['src'] },
      'src/lib.ts': found,
    },
  },
  'tsconfig paths to a declaration': {
    specifier: 'lib',
    files: {
      'tsconfig.json': paths({ lib: ['./src/lib.d.ts'] }),
      'src/lib.d.ts': 'export declare const value: string',
      'src/lib.js': foundJs,
    },
  },
  'the parent folder beside a file of its name': {
    specifier: '..',
    files: { 'index.ts': found, '../lib.ts': "export const value = 'wrong'" },
  },
  'its own folder beside a file of its name': {
    specifier: '.',
    files: { 'specs/index.ts': found, 'specs.ts': "export const value = 'wrong'" },
  },
  'a folder beside a file of its name': {
    specifier: './lib/',
    files: { 'specs/lib/index.ts': found, 'specs/lib.ts': "export const value = 'wrong'" },
  },
  'an import that package.json maps': {
    specifier: '#lib',
    files: {
      'package.json': { type: 'module', imports: { '#lib': { import: './src/lib.js' } } },
      'src/lib.ts': found,
    },
  },
  'an import that package.json maps to a package': {
    specifier: '#lib',
    files: {
      'package.json': { imports: { '#lib': 'lib' } },
      'node_modules/lib/package.json': { name: 'lib' },
      'node_modules/lib/index.js': "exports.value = 'found'",
    },
  },
  'its own package': {
    specifier: 'own/lib',
    files: {
      'package.json': { name: 'own', type: 'module', exports: { './*': './src/*.js' } },
      'src/lib.ts': found,
    },
  },
  'a linked package for import and for require': {
    specifier: 'lib',
    files: {
      'packages/lib/package.json': {
        name: 'lib',
        exports: { import: './index.mjs', require: './index.cjs' },
      },
      'packages/lib/index.mjs': foundJs,
      'packages/lib/index.cjs': "exports.value = 'wrong'",
    },
    links: { 'node_modules/lib': 'packages/lib' },
  },
  'a source of a linked package without exports': {
    specifier: '@acme/lib/src/inner',
    files: { 'packages/lib/package.json': { name: '@acme/lib' }, 'packages/lib/src/inner.ts': found },
    links: { 'node_modules/@acme/lib': 'packages/lib' },
  },
  'a folder of a linked package': {
    specifier: 'lib/src',
    files: { 'packages/lib/package.json': { name: 'lib' }, 'packages/lib/src/index.ts': found },
    links: { 'node_modules/lib': 'packages/lib' },
  },
  'a pattern of a linked package for import only': {
    specifier: 'lib/inner',
    files: {
      'packages/lib/package.json': { name: 'lib', exports: { './*': { import: './src/*' } } },
      'packages/lib/src/inner.ts': found,
    },
    links: { 'node_modules/lib': 'packages/lib' },
  },
  'JSON of a package': {
    specifier: 'lib/package.json',
    files: { 'node_modules/lib/package.json': { name: 'lib', value: 'found' } },
  },
  'an ES module package': {
    specifier: 'lib',
    files: {
      'node_modules/lib/package.json': { name: 'lib', type: 'module', exports: { import: './index.js' } },
      'node_modules/lib/index.js': foundJs,
    },
  },
  'a CommonJS package': {
    specifier: 'lib',
    files: {
      'node_modules/lib/package.json': { name: 'lib', main: './index.js' },
      'node_modules/lib/index.js': "exports.value = 'found'",
    },
  },
  'a CommonJS package that sets its names at run time': {
    specifier: 'lib',
    files: {
      'node_modules/lib/package.json': { name: 'lib', main: './index.js' },
      'node_modules/lib/index.js': "module.exports = Object.fromEntries([['value', 'found']])",
    },
  },
  'a subpath of a package': {
    specifier: 'lib/sub',
    files: {
      'node_modules/lib/package.json': { name: 'lib', type: 'module', exports: { './sub': './sub.js' } },
      'node_modules/lib/sub.js': foundJs,
    },
  },
  'a linked package of a workspace, in TypeScript': {
    specifier: '@acme/lib',
    files: {
      'packages/lib/package.json': { name: '@acme/lib', type: 'module', exports: './index.ts' },
      'packages/lib/index.ts': found,
    },
    links: { 'node_modules/@acme/lib': 'packages/lib' },
  },
  'a linked file': {
    specifier: './lib',
    files: { 'shared/real.ts': found },
    links: { 'specs/lib.ts': 'shared/real.ts' },
  },
  'two modules that import each other': {
    specifier: './a',
    files: {
      'specs/a.ts':
        "import { b } from './b'\nexport function a() { return 'found' }\nexport const value = b()",
      'specs/b.ts': "import { a } from './a'\nexport function b() { return a() }",
    },
  },
}

test.each(Object.entries(layouts))(
  'spec and script import %s',
  async (_name, { specifier, files, links }) => {
    const spec = `import { script, test } from 'loadero-test'
import { value } from '${specifier}'
test(value, { script: script('./call.ts'), participants: [{ name: 'a', browser: 'chromeLatest' }] })`
    const root = await createProject(
      {
        ...files,
        'specs/a.loadero.ts': spec,
        'specs/call.ts': `import { value } from '${specifier}'\nexport default (client: unknown) => value`,
      },
      links,
    )
    const { tests, diagnostics } = await collectTests(root)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(tests.map(({ id }) => id)).toEqual(['found'])
    const call = runInThisContext(
      `(${tests[0]?.spec.script.replace(/^\/\/.*\n/gm, '').trim()})`,
    ) as () => unknown
    expect(call()).toBe('found')
  },
)

/** Files of a spec → the titles of its tests. */
const specForms: Readonly<Record<string, Files>> = {
  'require and module.exports': {
    'a.loadero.js':
      "const { test } = require('loadero-test')\nconst lib = require('./lib')\ntest(lib.value, {})",
    'lib.js': "module.exports = { value: 'found' }",
  },
  'import and export of CommonJS in TypeScript': {
    'a.loadero.cts':
      "import lib = require('./lib.cjs')\nimport own = require('loadero-test')\nown.test(lib.value, {})",
    'lib.cts':
      "import inner = require('./inner')\nconst lib: { value: string } = { value: inner.value }\nexport = lib",
    'inner.ts': found,
  },
  'export of CommonJS in a .ts file': {
    'a.loadero.ts': "import { test } from 'loadero-test'\nimport lib from './lib'\ntest(lib.value, {})",
    'lib.ts': "const lib = { value: 'found' }\nexport = lib",
  },
  'require of TypeScript files that require each other': {
    'a.loadero.cjs': "const { test } = require('loadero-test')\ntest(require('./one').value, {})",
    'one.ts': "exports.early = 'fo' as string\nexports.value = require('./two').value",
    'two.ts': "exports.value = (require('./one').early as string) + 'und'",
  },
  'import() in a CommonJS module': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nimport lib from './lib.cjs'\ntest((await lib.load()).value, {})",
    'lib.cjs': "exports.load = () => import('./inner')",
    'inner.ts': found,
  },
  'import() in sloppy code': {
    'a.loadero.cjs':
      "const { test } = require('loadero-test')\nwith ({ value: 'found' }) test(value, {})\nimport('./b')",
    'b.ts': found,
  },
  'a comment with names of CommonJS': {
    'a.loadero.ts': "import { test } from 'loadero-test'\nimport './lib.js'\ntest(globalThis.title, {})",
    'lib.js': "// as module.exports of exports.title\nglobalThis.title = await Promise.resolve('found')",
  },
  'no names of CommonJS in an ES module': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\ntest(`${typeof module} ${typeof exports} ${typeof this}` === 'undefined undefined undefined' ? 'found' : 'no', {})",
  },
  'this of a CommonJS module': {
    'a.loadero.cjs': "const { test } = require('loadero-test')\ntest(this === exports ? 'found' : 'no', {})",
  },
  'JSON with an import': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nimport data from './data.json'\ntest(data.value, {})",
    'data.json': { value: 'found' },
  },
  'JSON with an attribute': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nimport data from './data.json' with { type: 'json' }\ntest(data.value, {})",
    'data.json': { value: 'found' },
  },
  'names of CommonJS that it declares itself': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nimport { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\nconst __dirname = 'x'\ntest(require('./data.json').value, {})",
    'data.json': { value: 'found' },
  },
  'import.meta': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nimport { readFileSync } from 'node:fs'\ntest(readFileSync(new URL('./title.txt', import.meta.url), 'utf8'), {})",
    'title.txt': 'found',
  },
  'a dynamic import': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nconst { value } = await import('./lib')\ntest(value, {})",
    'lib.ts': found,
  },
  'a dynamic import that fails': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nconst code = await import('./missing').catch((error) => error.code)\ntest(code === 'ERR_MODULE_NOT_FOUND' ? 'found' : String(code), {})",
  },
  'using declarations': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nconst events: string[] = []\n{\n  using file = { [Symbol.dispose]: () => void events.push('closed') }\n  events.push(typeof file)\n}\nawait using all = { [Symbol.asyncDispose]: async () => {} }\ntest(events.join() === 'object,closed' ? 'found' : events.join(), {})",
  },
  'using declarations in a CommonJS file': {
    'a.loadero.cts':
      "const { test } = require('loadero-test')\nconst titles: string[] = []\n{\n  using file = { [Symbol.dispose]: () => void titles.push('found') }\n}\ntest(titles[0], {})",
  },
  'an import of a type without its word': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nimport { Options } from './types'\nconst options = {} as Options\ntest('found', options as never)",
    'types.ts': "import { TestOptions } from 'loadero-test'\nexport { TestOptions as Options }",
  },
  'a first line for the shell': {
    'a.loadero.ts': "#!/usr/bin/env node\nimport { test } from 'loadero-test'\ntest('found', {})",
  },
  'a module that two helpers share': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nimport './one'\nimport './two'\nimport { count } from './state'\ntest(count.value === 2 ? 'found' : `evaluated again`, {})",
    'one.ts': "import { count } from './state'\ncount.value++",
    'two.ts': "import { count } from './state'\ncount.value++",
    'state.ts': 'export const count = { value: 0 }',
  },
  'types that a module exports again': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nimport { title, type One } from './one'\nconst one: One = title\ntest(one, {})",
    'one.ts':
      "import { Two } from './two'\nexport { One } from './two'\nexport { Two }\nexport const title = 'found'",
    'two.ts': 'export type One = string\nexport type Two = string',
  },
  'names of a circular import that come later': {
    'a.loadero.ts': "import { test } from 'loadero-test'\nimport { title } from './index'\ntest(title(), {})",
    'index.ts': "export * from './one'\nexport const own = 'fo'\nexport * from './two'",
    'one.ts': "import { own, two } from './middle'\nexport const title = () => own + two",
    'middle.ts': "export * from './index'",
    'two.ts': "export const two = 'und'",
  },
  'imports in parallel': {
    'a.loadero.ts':
      "import { test } from 'loadero-test'\nconst [a, b] = await Promise.all([import('./a'), import('./b')])\ntest(a.value === b.value ? a.value : 'no', {})",
    'a.ts': "import './b'\nexport { value } from './lib'",
    'b.ts': "import './a'\nexport { value } from './lib'",
    'lib.ts': found,
  },
}

test.each(Object.entries(specForms))('a spec may use %s', async (_name, files) => {
  const root = await createProject(files)
  const { declared, diagnostics } = await collectTests(root)
  expect(diagnostics.filter(({ code }) => code === 'spec-threw' || code === 'syntax-error')).toEqual([])
  expect(declared.map(({ id }) => id)).toEqual(['found'])
})

test('titles that are not strings are named', async () => {
  const titles = ['() => 1', 'class Room {}', "Symbol('x')", 'null']
  const root = await createProject({
    'a.loadero.js': `import { test } from 'loadero-test'\n${titles.map((title) => `test(${title}, {})`).join('\n')}`,
  })
  const { diagnostics } = await collectTests(root)
  expect(diagnostics.map(({ message }) => /test '(.*?)':/s.exec(message)?.[1])).toEqual([
    'function',
    'function Room',
    'Symbol(x)',
    'null',
  ])
})

test('each spec file evaluates what it requires itself', async () => {
  const spec = "const { test } = require('loadero-test')\ntest(`%` + ++require('./lib').state.n, {})"
  const root = await createProject({
    'a.loadero.cjs': spec.replace('%', 'a'),
    'b.loadero.cjs': spec.replace('%', 'b'),
    'lib.js': "exports.state = require('./state.cjs')",
    'state.cjs': 'exports.n = 0',
  })
  expect((await collectTests(root)).declared.map(({ id }) => id)).toEqual(['a1', 'b1'])
})

test('each spec file evaluates its helpers itself', async () => {
  const spec =
    "import { test } from 'loadero-test'\nimport { count } from './state'\ntest(`%` + ++count.value, {})"
  const root = await createProject({
    'a.loadero.ts': spec.replace('%', 'a'),
    'b.loadero.ts': spec.replace('%', 'b'),
    'state.ts': 'export const count = { value: 0 }',
  })
  expect((await collectTests(root)).declared.map(({ id }) => id)).toEqual(['a1', 'b1'])
})

test('a helper that a spec file writes is read again', async () => {
  const writing = (value: number) =>
    `import { test } from 'loadero-test'\nimport { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('./made.ts', import.meta.url), 'export const value = ${value}')\nconst { value } = await import('./made')\ntest('${value} ' + value, {})`
  const reading = (name: string) =>
    `import { test } from 'loadero-test'\nimport { value } from './made'\ntest('${name} ' + value, {})`
  const root = await createProject({
    '1.loadero.ts': writing(1),
    '2.loadero.ts': reading('read'),
    '3.loadero.ts': reading('again'),
    '4.loadero.ts': writing(2),
    '5.loadero.ts': reading('last'),
  })
  const { declared } = await collectTests(root)
  expect(declared.map(({ id }) => id)).toEqual(['1 1', 'read 1', 'again 1', '2 2', 'last 2'])
})

/** Files → the place and the message of the one diagnostic. */
const errors: Readonly<Record<string, readonly [Files, RegExp]>> = {
  'a circular import that reads a value too early': [
    {
      'a.loadero.ts': "import './one'",
      'one.ts': "import { two } from './two'\nexport const one = two",
      'two.ts': "import { one } from './one'\nexport const two: number = one + 1",
    },
    /a\.loadero\.ts:1.*ReferenceError: Cannot access 'one' before initialization\n/,
  ],
  'a syntax error in a helper': [
    { 'a.loadero.ts': "import './lib'", 'lib.ts': 'export const a = 1\nexport const b: number = = 2' },
    /a\.loadero\.ts:1.*syntax error in lib\.ts:2:26/,
  ],
  'an error in a helper': [
    {
      'a.loadero.ts': "import { call } from './lib'\n\ncall()",
      'lib.ts':
        "interface A {\n  a: string\n}\nexport function call(): never {\n  throw new TypeError('no')\n}",
    },
    /a\.loadero\.ts:3:1 .*TypeError: no\nat call lib\.ts:5:9\nat a\.loadero\.ts:3:1/,
  ],
  'an error in what a CommonJS module requires': [
    {
      'a.loadero.cjs': "\nrequire('./one')",
      'one.js': "\nrequire('./two')",
      'two.js': "\n\nthrow new TypeError('no')",
    },
    /a\.loadero\.cjs:2:1 .*TypeError: no\nat two\.js:3:7\nat one\.js:2:1\nat a\.loadero\.cjs:2:1$/,
  ],
  'an error in evaluated code': [
    { 'a.loadero.ts': "interface A {\n  a: 1\n}\neval('throw new TypeError(`no`)')" },
    /a\.loadero\.ts:4:1 .*TypeError: no$/,
  ],
  'an error that is its own cause': [
    {
      'a.loadero.ts':
        "const error = new Error('no')\nerror.cause = { message: 'inner', stack: '', cause: error }\nthrow error",
    },
    /a\.loadero\.ts:1:15 .*: no\nCaused by: inner$/,
  ],
  'a name that a module does not export': [
    { 'a.loadero.ts': "\nimport { urll } from './lib'\nurll()", 'lib.ts': 'export const url = 1' },
    /a\.loadero\.ts:2:1 .*SyntaxError: The requested module '\.\/lib' does not provide an export named 'urll' Did you mean 'url'\?$/,
  ],
  'a missing default export': [
    {
      'a.loadero.ts': "import './one'",
      'one.ts': "\nimport lib from './lib'\nlib()",
      'lib.ts': 'export const a = 1',
    },
    /a\.loadero\.ts:1:?.* does not provide an export named 'default'\nat one\.ts:2:1/,
  ],
  'a name that Node.js does not export': [
    { 'a.loadero.ts': "import { nope } from 'node:fs'\nexport const a = nope" },
    /a\.loadero\.ts:1:1 .*'node:fs' does not provide an export named 'nope'/,
  ],
  'a name that is not a function': [
    { 'a.loadero.ts': "import { call } from './lib'\ncall()", 'lib.ts': 'export const call = 1' },
    /a\.loadero\.ts:2:1 .*TypeError: call is not a function/,
  ],
  'syntax that Node.js does not support': [
    {
      'a.loadero.ts': "import './lib'",
      'lib.ts': 'interface A {\n  a: 1\n}\n@decorate\nexport class B {}\nfunction decorate() {}',
    },
    /a\.loadero\.ts:1.*syntax error in lib\.ts:4:1: decorators are not supported in spec files/,
  ],
  'a decorator of a method in JavaScript': [
    { 'a.loadero.js': 'class A {\n  @((value) => value)\n  method() {}\n}' },
    /a\.loadero\.js:2:1 .*decorators are not supported in spec files/,
  ],
  'a label that Node.js does not support': [
    { 'a.loadero.cjs': 'const a = 1\n\nawait a' },
    /a\.loadero\.cjs:3:1 .*syntax error/,
  ],
  'an import of expect': [
    { 'a.loadero.js': "import { test } from 'loadero-test'\nimport { expect } from 'loadero-test'" },
    /a\.loadero\.js:2:1 .*loadero-test does not export 'expect'. The callback of a test gets it/,
  ],
  'an import of expect in a helper': [
    { 'a.loadero.ts': "import './lib'", 'lib.ts': "export { test, expect } from 'loadero-test'" },
    /a\.loadero\.ts:1.*syntax error in lib\.ts:1:1: loadero-test does not export 'expect'/,
  ],
  'an import of a function of other runners': [
    { 'a.loadero.ts': "import { beforeEach } from 'loadero-test'\nbeforeEach(() => {})" },
    /a\.loadero\.ts:1:1 .*loadero-test does not export 'beforeEach'. It exports: .*\btest\b/,
  ],
  'an error in a file that can be executed': [
    { 'a.loadero.ts': "#!/usr/bin/env node\n\nthrow new TypeError('no')" },
    /a\.loadero\.ts:3:7 .*TypeError: no/,
  ],
  'an error in a helper of a helper': [
    {
      'a.loadero.ts': "interface A {}\nimport './one'",
      'one.ts': "interface A {}\n\nimport './two'",
      'two.ts': "throw new TypeError('no')",
    },
    /a\.loadero\.ts:2:1 .*TypeError: no\nat two\.ts:1:7\nat one\.ts:3:1\nat a\.loadero\.ts:2:1$/,
  ],
  'a syntax error in a helper of a helper': [
    { 'a.loadero.ts': "\nimport './one'", 'one.ts': "export * from './two'", 'two.ts': 'const = 1' },
    /a\.loadero\.ts:2:1 .*syntax error in two\.ts:1:7/,
  ],
  'a missing package in a helper': [
    { 'a.loadero.ts': "\nimport './one'", 'one.ts': "\n\nimport 'missing'" },
    /a\.loadero\.ts:2:1 .*Cannot find package 'missing'\nat one\.ts:3:1\nat a\.loadero\.ts:2:1$/,
  ],
  'a missing package of a package': [
    {
      'a.loadero.ts': "\nimport 'lib'",
      'node_modules/lib/package.json': { name: 'lib', exports: './index.mjs' },
      'node_modules/lib/index.mjs': "import 'missing'",
    },
    /a\.loadero\.ts:2:1 .*Cannot find package 'missing' imported from .*lib.node_modules.lib.index\.mjs$/,
  ],
  'an error of a package': [
    {
      'a.loadero.ts': "\nimport 'lib'",
      'node_modules/lib/package.json': { name: 'lib' },
      'node_modules/lib/index.js': "\nthrow new TypeError('no')",
    },
    /a\.loadero\.ts:2:1 .*TypeError: no A package has thrown it, in node_modules\/lib\/index\.js:2\.$/,
  ],
  'a syntax error of a package': [
    {
      'a.loadero.ts': "\nimport 'lib'",
      'node_modules/lib/package.json': { name: 'lib' },
      'node_modules/lib/index.js': '\nconst = 1',
    },
    /a\.loadero\.ts:2:1 .*SyntaxError: .* A package has thrown it, in node_modules\/lib\/index\.js:2\.$/,
  ],
  'a broken JSON file': [
    { 'a.loadero.ts': "import './data.json'", 'data.json': '{\n  "a": }' },
    /a\.loadero\.ts:1.*syntax error in data\.json:\d+:\d+/,
  ],
}

test.each(Object.entries(errors))('%s is named with its place', async (_name, [files, expected]) => {
  const { diagnostics } = await collectTests(await createProject(files))
  const text = diagnostics.map(({ message, hint, location: { file, line, column } }) =>
    [`${file}:${line}:${column ?? ''}`, message, ...(hint === undefined ? [] : [hint])].join(' '),
  )
  expect(text).toHaveLength(1)
  expect(text[0]).toMatch(expected)
})
