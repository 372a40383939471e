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
  const root = await realpath(await mkdtemp(join(tmpdir(), 'layouts-')))
  onTestFinished(() => rm(root, { recursive: true }))
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
  'a broken JSON file': [
    { 'a.loadero.ts': "import './data.json'", 'data.json': '{\n  "a": }' },
    /a\.loadero\.ts:1.*syntax error in data\.json:\d+:\d+/,
  ],
}

test.each(Object.entries(errors))('%s is named with its place', async (_name, [files, expected]) => {
  const { diagnostics } = await collectTests(await createProject(files))
  const text = diagnostics.map(
    ({ message, location: { file, line, column } }) => `${file}:${line}:${column ?? ''} ${message}`,
  )
  expect(text).toHaveLength(1)
  expect(text[0]).toMatch(expected)
})
