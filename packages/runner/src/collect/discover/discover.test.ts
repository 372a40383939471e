import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { discover } from './discover.js'

interface Layout {
  /** Paths below the root. */
  readonly files?: readonly string[]
  /** Link → target, as written in the link. */
  readonly links?: Readonly<Record<string, string>>
  /** Folders that cannot be read. */
  readonly locked?: readonly string[]
  readonly include?: readonly string[]
  /** `<root>` is the absolute path of the root. */
  readonly filters?: readonly string[]
  readonly found: readonly string[]
  readonly lines?: Readonly<Record<string, readonly number[]>>
  readonly unmatched?: readonly string[]
  readonly unreadable?: readonly string[]
}

const composed = 'caf\u00e9'
const decomposed = 'cafe\u0301'
const two = ['specs/call.loadero.ts', 'specs/shop/cart.loadero.ts']
const [call, cart] = two as [string, string]

const layouts: Readonly<Record<string, Layout>> = {
  'all kinds of source files': {
    files: ['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs', 'jsx'].map((ending) => `a.loadero.${ending}`),
    found: ['cjs', 'cts', 'js', 'jsx', 'mjs', 'mts', 'ts', 'tsx'].map((ending) => `a.loadero.${ending}`),
  },
  'files with other names': {
    files: ['a.ts', 'loadero.ts', 'a.loadero.json', 'a.loadero.d.ts.map', 'a.loadero.ts.snap'],
    found: [],
    unmatched: ['**/*.loadero.{ts,mts,cts,tsx,js,mjs,cjs,jsx}'],
  },
  'folders instead of patterns': {
    files: ['specs/a.loadero.ts'],
    include: ['specs', 'specs/', './specs//', './', '.', '/', ''],
    found: [],
    unmatched: ['specs', 'specs/', './specs//', './', '.', '/', ''],
  },
  'a file whose name is only the ending': { files: ['.loadero.ts'], found: ['.loadero.ts'] },
  'a folder with the name of a spec file': {
    files: ['a.loadero.ts/b.loadero.ts'],
    found: ['a.loadero.ts/b.loadero.ts'],
  },
  'a dot folder': { files: ['.checks/a.loadero.ts'], found: ['.checks/a.loadero.ts'] },
  'a dot folder that include names': {
    files: ['.checks/a.loadero.ts'],
    include: ['.checks/*.loadero.ts'],
    found: ['.checks/a.loadero.ts'],
  },
  'folders of tools': {
    files: [
      'node_modules/a.loadero.ts',
      'a/node_modules/b/a.loadero.ts',
      '.git/a.loadero.ts',
      '.loadero/a.loadero.ts',
      call,
    ],
    found: [call],
  },
  'built files': { files: ['dist/a.loadero.js', 'packages/a/dist/a.loadero.js', call], found: [call] },
  'built files that include names first': {
    files: ['dist/a.loadero.js', 'dist/node_modules/b.loadero.js'],
    include: ['dist/**/*.loadero.js'],
    found: ['dist/a.loadero.js'],
  },
  'built files that include names later': {
    files: ['packages/a/dist/a.loadero.js', 'packages/a/src/dist.loadero.js'],
    include: ['packages/*/dist/*.loadero.js'],
    found: ['packages/a/dist/a.loadero.js'],
  },
  'built files that include names among others': {
    files: ['dist/a.loadero.js', 'build/a.loadero.js'],
    include: ['{dist,build}/*.loadero.js'],
    found: ['build/a.loadero.js', 'dist/a.loadero.js'],
  },
  'a linked spec file': {
    files: ['shared/smoke.ts'],
    links: { 'a.loadero.ts': 'shared/smoke.ts' },
    found: ['a.loadero.ts'],
  },
  'a spec file and a link to it': { files: [call], links: { 'again.loadero.ts': call }, found: [call] },
  'a linked folder': {
    files: ['shared/a.loadero.ts', 'app/x.txt'],
    links: { 'app/specs': '../shared' },
    include: ['app/**/*.loadero.ts'],
    found: ['app/specs/a.loadero.ts'],
  },
  'a linked folder beside its target': { files: [call], links: { linked: 'specs' }, found: [call] },
  'a linked folder that a glob names': {
    files: [call],
    links: { linked: 'specs' },
    include: ['**/linked/*.loadero.ts'],
    found: ['linked/call.loadero.ts'],
  },
  'a linked folder that include begins with': {
    files: [call],
    links: { linked: 'specs' },
    include: ['linked/*.loadero.ts'],
    found: ['linked/call.loadero.ts'],
  },
  'links through links': {
    files: ['real/a.loadero.ts', 'app/x.txt'],
    links: { second: 'real', 'app/first': '../second' },
    include: ['app/**/*.loadero.ts'],
    found: ['app/first/a.loadero.ts'],
  },
  'a link to the root': { files: [call], links: { 'specs/loop': '..' }, found: [call] },
  'a link to its own folder': { files: [call], links: { 'specs/loop': '.' }, found: [call] },
  'folders that link to each other': {
    files: ['a/a.loadero.ts', 'b/b.loadero.ts'],
    links: { 'a/to-b': '../b', 'b/to-a': '../a' },
    found: ['a/a.loadero.ts', 'b/b.loadero.ts'],
  },
  'broken links': {
    files: [call],
    links: { 'b.loadero.ts': 'missing.ts', broken: 'missing', self: 'self' },
    found: [call],
  },
  'folders that cannot be read': {
    files: [call, 'data/a.loadero.ts', 'app/data/a.loadero.ts'],
    locked: ['data', 'app/data'],
    found: [call],
    unreadable: ['app/data', 'data'],
  },
  'folders that cannot be read, and need not be': {
    files: [call, 'a/x.txt', 'b/x.txt', 'c/x.txt', 'node_modules/x.txt'],
    locked: ['a', 'b', 'c', 'node_modules'],
    include: ['**/*.loadero.ts', '!a', '!**/b/**', '!c/**'],
    found: [call],
  },
  'a folder that cannot be read outside of include': {
    files: [call, 'data/a.loadero.ts'],
    locked: ['data'],
    include: ['specs/*.loadero.ts'],
    found: [call],
  },
  'a folder that does not exist': {
    files: [call],
    include: ['missing/**/*.loadero.ts', 'specs/*.loadero.ts'],
    found: [call],
    unmatched: ['missing/**/*.loadero.ts'],
  },
  'a group folder': {
    files: ['app/(group)/a.loadero.ts', 'app/group/b.loadero.ts'],
    include: ['app/(group)/*.loadero.ts'],
    found: ['app/(group)/a.loadero.ts'],
  },
  'a group with alternatives': {
    files: ['app/shop/a.loadero.ts', 'app/call/b.loadero.ts', 'app/x/c.loadero.ts'],
    include: ['app/(shop|call)/*.loadero.ts'],
    found: ['app/call/b.loadero.ts', 'app/shop/a.loadero.ts'],
  },
  'an extended glob': {
    files: ['app/shop/a.loadero.ts', 'app/(shop)/b.loadero.ts'],
    include: ['app/@(shop)/*.loadero.ts'],
    found: ['app/shop/a.loadero.ts'],
  },
  'a parameter folder': {
    files: ['app/[slug]/a.loadero.ts', 'app/x/b.loadero.ts'],
    include: ['app/[slug]/*.loadero.ts'],
    found: ['app/[slug]/a.loadero.ts'],
  },
  'an optional catch-all folder': {
    files: ['app/[[...slug]]/a.loadero.ts'],
    include: ['app/[[...slug]]/**'],
    found: ['app/[[...slug]]/a.loadero.ts'],
  },
  'a set of characters': {
    files: ['a.loadero.js', 'a.loadero.ts', 'a.loadero.xs'],
    include: ['*.loadero.[jt]s'],
    found: ['a.loadero.js', 'a.loadero.ts'],
  },
  'all but a set of characters': {
    files: ['a.loadero.ts', 'b.loadero.ts', 'c.loadero.ts'],
    include: ['[!b].loadero.ts'],
    found: ['a.loadero.ts', 'c.loadero.ts'],
  },
  'a class of characters': {
    files: ['1.loadero.ts', 'z.loadero.ts', '-.loadero.ts'],
    include: ['[[:alpha:]].loadero.ts', '[[:digit:]].loadero.ts'],
    found: ['1.loadero.ts', 'z.loadero.ts'],
  },
  'all but a name': {
    files: ['a.loadero.ts', 'b.loadero.ts', 'specs/a.loadero.ts'],
    include: ['!(b).loadero.ts', 'specs/!(b).loadero.ts'],
    found: ['a.loadero.ts', 'specs/a.loadero.ts'],
  },
  'a group, a parameter and a set': {
    files: ['app/(shop)/[id]/a.loadero.ts'],
    include: ['app/(shop)/[id]/*.loadero.[jt]s'],
    found: ['app/(shop)/[id]/a.loadero.ts'],
  },
  'an escaped parameter folder': {
    files: ['app/[slug]/a.loadero.ts'],
    include: [String.raw`app/\[slug\]/*.loadero.ts`],
    found: ['app/[slug]/a.loadero.ts'],
  },
  'one file': { files: two, include: [call], found: [call] },
  'a pattern that begins with a dot': { files: two, include: ['./specs/**/*.loadero.ts'], found: two },
  'a pattern outside of the root': {
    files: [call],
    links: { '../outside': 'project/specs' },
    include: ['../outside/*.loadero.ts'],
    found: ['../outside/call.loadero.ts'],
  },
  'an absolute pattern': { files: two, include: ['<root>/specs/*.loadero.ts'], found: [call] },
  'excluded files': { files: two, include: ['**/*.loadero.ts', '!specs/shop/**'], found: [call] },
  'only excluded files': { files: two, include: ['!**/shop/**'], found: [call] },
  'an excluded folder': { files: two, include: ['!specs/shop'], found: [call] },
  'an excluded folder with a slash at its end': { files: two, include: ['!specs/shop/'], found: [call] },
  'an excluded folder that a glob names': { files: two, include: ['!**/sh*'], found: [call] },
  'an exclusion without a pattern': { files: two, include: ['!', '!/'], found: two },
  'an excluded file among others with its beginning': {
    files: [...two, 'specs/shop-2/a.loadero.ts'],
    include: ['**/*.loadero.ts', '!specs/shop'],
    found: [call, 'specs/shop-2/a.loadero.ts'],
  },
  'a decomposed file and a composed pattern': {
    files: [`${decomposed}/a.loadero.ts`],
    include: [`${composed}/*.loadero.ts`],
    found: [`${decomposed}/a.loadero.ts`],
  },
  'several patterns for one file': {
    files: [call],
    include: ['**/*.loadero.ts', 'specs/*.ts'],
    found: [call],
  },
  'a part of a path': { files: two, filters: ['shop/ca'], found: [cart] },
  'several filters': { files: [...two, 'c.loadero.ts'], filters: ['call', 'cart'], found: two },
  'filters that match nothing': {
    files: two,
    filters: ['call', 'nix', 'mix'],
    found: [call],
    unmatched: ['nix', 'mix'],
  },
  'a filter that begins with a dot': { files: two, filters: ['./specs/call'], found: [call] },
  'a folder with a slash at its end': { files: two, filters: ['shop/'], found: [cart] },
  'a folder with slashes at its end': { files: two, filters: ['shop//'], found: [cart] },
  'two slashes': { files: two, filters: ['specs//shop'], found: [cart] },
  'a dot within a filter': { files: two, filters: ['specs/./shop'], found: [cart] },
  'a parent folder within a filter': { files: two, filters: ['specs/shop/../call'], found: [call] },
  'another case': { files: two, filters: ['SPECS/Call', '<root>/Specs/SHOP'], found: two },
  'another case and a line': {
    files: two,
    filters: ['Call.loadero.ts:7'],
    found: [call],
    lines: { [call]: [7] },
  },
  'the case of one of two files': {
    files: ['Call.loadero.ts', 'call.loadero.ts'],
    filters: ['call'],
    found: ['call.loadero.ts'],
  },
  'a URL': { files: two, filters: [`file://<root>/specs/%63all`], found: [call] },
  'a URL with a line and a column': {
    files: two,
    filters: [`file://<root>/${cart}:4:1`],
    found: [cart],
    lines: { [cart]: [4] },
  },
  'a broken URL': { files: two, filters: ['file://<root>/%zz'], found: [], unmatched: ['file://<root>/%zz'] },
  'Windows separators': {
    files: two,
    filters: [String.raw`specs\shop`, String.raw`.\specs\call`],
    found: two,
  },
  'an absolute file': { files: two, filters: [`<root>/${call}`], found: [call] },
  'an absolute folder': { files: [...two, 'specs-old/a.loadero.ts'], filters: ['<root>/specs'], found: two },
  'an absolute folder with a slash at its end': {
    files: two,
    filters: ['<root>/specs/shop/'],
    found: [cart],
  },
  'the beginning of an absolute path': { files: two, filters: ['<root>/specs/ca'], found: [call] },
  'the absolute root': { files: two, filters: ['<root>'], found: two },
  'an absolute path elsewhere': {
    files: two,
    filters: ['/nowhere/specs'],
    found: [],
    unmatched: ['/nowhere/specs'],
  },
  'a composed filter of a decomposed file': {
    files: [`${decomposed}.loadero.ts`],
    filters: [composed],
    found: [`${decomposed}.loadero.ts`],
  },
  'a decomposed filter of a composed file': {
    files: [`${composed}.loadero.ts`],
    filters: [decomposed],
    found: [`${composed}.loadero.ts`],
  },
  'a group in a filter': {
    files: ['app/(group)/a.loadero.ts', 'app/group/b.loadero.ts'],
    filters: ['(group)'],
    found: ['app/(group)/a.loadero.ts'],
  },
  'a parameter in a filter': {
    files: ['app/[slug]/a.loadero.ts', 'app/s/b.loadero.ts'],
    filters: ['app/[slug]'],
    found: ['app/[slug]/a.loadero.ts'],
  },
  'a line': { files: two, filters: ['call.loadero.ts:12'], found: [call], lines: { [call]: [12] } },
  'a line and a column': {
    files: two,
    filters: [`<root>/${call}:12:3`],
    found: [call],
    lines: { [call]: [12] },
  },
  'two lines of a file': {
    files: two,
    filters: ['call.loadero.ts:3', 'call.loadero.ts:9', 'cart'],
    found: two,
    lines: { [call]: [3, 9] },
  },
  'a line and the whole file': { files: two, filters: ['call.loadero.ts:3', 'call'], found: [call] },
  'a file whose name ends like a line': {
    files: ['a:3/b.loadero.ts', 'c.loadero.ts'],
    filters: ['a:3'],
    found: ['a:3/b.loadero.ts'],
  },
  'a line of no file': { files: two, filters: ['nix.ts:3'], found: [], unmatched: ['nix.ts:3'] },
}

/** Creates a project in a folder of its own, and returns its root. */
function createProject({ files = [], links = {}, locked = [] }: Layout): string {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'discover-')))
  const root = join(parent, 'project')
  onTestFinished(() => {
    for (const name of locked) chmodSync(join(root, name), 0o700)
    rmSync(parent, { recursive: true, force: true })
  })
  mkdirSync(root)
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), '')
  }
  for (const [link, target] of Object.entries(links)) symlinkSync(target, join(root, link))
  for (const name of locked) chmodSync(join(root, name), 0o000)
  chmodSync(parent, 0o755)
  return root
}

/** Root can read every folder, so that another user searches. */
async function asUser<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run()
  process.seteuid?.(65_534)
  try {
    return await run()
  } finally {
    process.seteuid?.(0)
  }
}

test.each(Object.entries(layouts))('discovery: %s', async (_, layout) => {
  const root = createProject(layout)
  const withRoot = (texts?: readonly string[]) => texts?.map((text) => text.replace('<root>', () => root))
  const search = { root, include: withRoot(layout.include), filters: withRoot(layout.filters) }
  const result = await (layout.locked ? asUser(() => discover(search)) : discover(search))
  expect({
    found: result.files,
    unreadable: result.unreadable,
    lines: Object.fromEntries(result.lines),
    unmatched: [...result.unmatched.include, ...result.unmatched.filters].map((text) =>
      text.replace(root, () => '<root>'),
    ),
  }).toEqual({
    found: layout.found,
    unreadable: layout.unreadable ?? [],
    lines: layout.lines ?? {},
    unmatched: layout.unmatched ?? [],
  })
})

test('a root that is a link has its files', async () => {
  const root = createProject({ files: two, links: { '../link': 'project' }, found: [] })
  const link = join(dirname(root), 'link')
  for (const filter of [join(root, call), join(link, call)]) {
    const { files } = await discover({ root: link, filters: [filter] })
    expect(files).toEqual([call])
  }
})
