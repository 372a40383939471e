import { chmod, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, head, spec } from '../support/project.js'

const two = {
  'loadero.config.js': "export default { outputDir: 'out' }",
  'specs/a.loadero.ts': spec('alpha'),
  'specs/deep/b.loadero.ts': spec('beta').replace('./script.js', '../script.js'),
}

/** The names that `list` prints. */
async function listed(root: string, folder: string, args: readonly string[]) {
  const { stdout } = await run(join(root, folder), ['list', '--format', 'json', ...args])
  return (JSON.parse(stdout) as { readonly tests: readonly { readonly name: string }[] }).tests.map(
    ({ name }) => name,
  )
}

test('the configuration is found above the working directory', async () => {
  const root = await createProject({ ...two, 'specs/deep/scenario.json': {} })
  const folder = join(root, 'specs/deep')
  const list = await run(folder, ['list'])
  expect(list).toEqual({
    code: 0,
    stdout:
      'specs/a.loadero.ts:2  alpha  (1 participant)\nspecs/deep/b.loadero.ts:2  beta  (1 participant)\n',
    stderr: 'Configuration: ../../loadero.config.js\n',
  })
  const { code } = await run(folder, [
    'run',
    'beta',
    './b',
    '--simulate',
    'scenario.json',
    '--reporter',
    'json',
  ])
  expect(code).toBe(2)
  expect((await run(folder, ['run', './b', '--simulate', 'scenario.json', '--reporter', 'junit'])).code).toBe(
    0,
  )
  const again = await run(root, ['report', 'last', '--reporter', 'json=-'])
  expect(JSON.parse(again.stdout)).toMatchObject({ tests: [{ name: 'beta' }] })
})

test('a configuration above is not used with a root of its own, above its repository, or where all may write', async () => {
  const root = await createProject(two)
  const found = [
    'specs/deep/b.loadero.ts:2  beta  (1 participant)\n',
    'b.loadero.ts:2  beta  (1 participant)\n',
  ]
  expect(await run(join(root, 'specs/deep'), ['list', '--root', '.'])).toMatchObject({
    stdout: found[1],
    stderr: '',
  })
  await chmod(root, 0o777)
  expect(await run(join(root, 'specs/deep'), ['list'])).toMatchObject({ stdout: found[1], stderr: '' })
  await chmod(root, 0o755)
  await mkdir(join(root, 'specs/deep/.git'))
  expect(await run(join(root, 'specs/deep'), ['list'])).toMatchObject({ stdout: found[1], stderr: '' })
})

test.each([
  ['', ['specs/deep'], ['beta']],
  ['', ['./specs/a'], ['alpha']],
  ['specs', ['./deep/'], ['beta']],
  ['specs', ['.'], ['alpha', 'beta']],
  ['specs/deep', ['../a.loadero.ts'], ['alpha']],
  ['specs/deep', ['../a.loadero.ts:2:1'], ['alpha']],
  ['specs/deep', ['b.loadero.ts'], ['beta']],
  ['specs/deep', [String.raw`..\a.loadero.ts`], ['alpha']],
  ['specs/deep', ['--root', '../..', 'b.loadero.ts'], ['beta']],
])('in the folder %j, the filters %j select %j', async (folder, filters, names) => {
  const root = await createProject(two)
  expect(await listed(root, folder, filters)).toEqual(names)
})

test('all filters and patterns that match nothing are named', async () => {
  const root = await createProject({
    ...two,
    'loadero.config.js': "export default { include: ['specs/**/*.loadero.ts', 'checks/**', 'specs'] }",
  })
  const { code, stderr } = await run(root, ['list', 'alpha', 'deep', 'specs/b.loadero.ts', 'specs/script.js'])
  expect({ code, stderr: normalizeOutput(stderr) }).toMatchInlineSnapshot(`
    {
      "code": 2,
      "stderr": "No spec file matches 'checks/**' of include.
    No spec file matches 'specs' of include. It is a folder: write 'specs/**/*.loadero.ts'.
    No spec file matches the filter 'alpha', nor 'specs/b.loadero.ts', nor 'specs/script.js'
      2 spec files were found below <root>; \`loadero-test list\` prints them.
      Did you mean specs/a.loadero.ts?
      specs/script.js exists, but it is not a spec file (specs/**/*.loadero.ts, checks/**, specs).
    Exit 2: usage error
    ",
    }
  `)
  await symlink('nowhere', join(root, 'broken'))
  expect((await run(root, ['list', 'deep'])).code).toBe(0)
})

test.each([
  ['loadero.config.cjs', "module.exports = { include: ['specs/deep/*.loadero.ts'] }"],
  ['loadero.config.cts', "const config: object = { include: ['specs/deep/*.loadero.ts'] }\nexport = config"],
  ['loadero.config.cts', "export default { include: ['specs/deep/*.loadero.ts'] }"],
  ['loadero.config.ts', "const config: object = { include: ['specs/deep/*.loadero.ts'] }\nexport = config"],
  ['loadero.config.ts', "export default async () => ({ include: ['specs/deep/*.loadero.ts'] })"],
])('the configuration %s may be %j', async (name, text) => {
  const { 'loadero.config.js': _, ...specs } = two
  const root = await createProject({ ...specs, [name]: text })
  expect(await listed(root, '', [])).toEqual(['beta'])
})

test('a link to no configuration, and an error in a timer of one, are named with their places', async () => {
  const { 'loadero.config.js': _, ...specs } = two
  const root = await createProject({
    ...specs,
    'late.ts': "\nsetTimeout(() => { throw new Error('late') })\nexport default {}",
  })
  const late = await run(root, ['list', '--config', 'late.ts'])
  expect(late).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot be loaded: late (late.ts:2:') as string,
  })
  await symlink('nowhere.ts', join(root, 'loadero.config.ts'))
  const linked = await run(root, ['list'])
  expect(linked).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('loadero.config.ts cannot be loaded') as string,
  })
})

test('the list escapes titles and tags', async () => {
  const title = String.raw`red \u001b[31m text\u0007\nnext \u202e line`
  const root = await createProject({
    'specs/a.loadero.ts': `${head}test("${title}", { script: script('./script.js'), participants: [{ name: 'a', browser: 'chromeLatest' }] })\n`,
  })
  const text = await run(root, ['list'])
  expect(text.stdout).toBe('specs/a.loadero.ts:2  red text next line  (1 participant)\n')
  const json = await run(root, ['list', '--format', 'json'])
  expect(['\u001b', '\u0007', '\u202e'].filter((character) => json.stdout.includes(character))).toEqual([])
  expect(JSON.parse(json.stdout)).toMatchObject({ tests: [{ name: JSON.parse(`"${title}"`) as string }] })
})

test.each([
  [{ FORCE_COLOR: '1' }, [], true],
  [{ FORCE_COLOR: '0', CI: 'true' }, [], false],
  [{ CI: 'true' }, ['--no-color'], false],
  [{ NO_COLOR: '1', CI: 'true' }, [], false],
  [{ CI: 'false' }, ['--color'], true],
  [{ CI: 'false' }, [], false],
  [{ CI: 'true', TERM: 'dumb' }, [], false],
])('with the variables %j and the options %j, colors are %j', async (env, args, expected) => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha', "mode: 'nix'") })
  const { stdout } = await run(root, ['plan', '--local', ...args], env)
  expect(stdout.includes('\u001b[')).toBe(expected)
})
