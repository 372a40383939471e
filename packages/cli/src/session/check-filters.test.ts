import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noConfigFile } from '../config/config-file.js'
import { resolveConfig } from '../config/config.js'
import { commandNames, commands } from '../options/commands.js'
import { parseArguments } from '../options/parse-arguments.js'
import { checkFilters } from './check-filters.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filters-'))
  for (const file of [
    'shop/specs/cart.loadero.ts',
    'shop/specs/checkout.loadero.ts',
    'shop/other/call.loadero.js',
  ]) {
    await mkdir(join(folder, file, '..'), { recursive: true })
    await writeFile(join(folder, file), '')
  }
  await mkdir(join(folder, 'empty'))
})

afterAll(() => rm(folder, { recursive: true }))

/** `ok`, the exit, or the message and the hint of the refusal, with the project's folder as `<root>`. */
async function outcomeOf(line: string, project = 'shop', include?: readonly string[]) {
  const cwd = join(folder, project)
  const parsed = parseArguments(line.replaceAll('<root>', cwd).split(' ').filter(Boolean))
  if (parsed.kind !== 'command') return 'help'
  const { command, words, flags } = parsed
  const config = resolveConfig({
    command,
    filters: words,
    flags,
    env: {},
    file: { ...noConfigFile, include },
    cwd,
  })
  const warnings: string[] = []
  const exit = await checkFilters(config, parsed, (text) => void warnings.push(text)).catch(
    (error: unknown) => error,
  )
  const text =
    exit instanceof UserError
      ? `${exit.message} | ${exit.hint}`
      : exit === undefined
        ? ['ok', ...warnings].join(' ')
        : `${(exit as { code: number }).code}: ${(exit as { reason: string }).reason}`
  return text.replaceAll(cwd, '<root>')
}

test.each([
  ['', 'ok'],
  ['run', 'ok'],
  ['cart', 'ok'],
  ['specs/', 'ok'],
  ['./specs/cart', 'ok'],
  [String.raw`.\specs\cart`, 'ok'],
  ['cart call', 'ok'],
  ['list checkout', 'ok'],
  // A filter that matches no file
  ['run crat', "No spec file matches the filter 'crat' | 3 spec files were found below <root>"],
  [
    'list cart.laodero.ts',
    "No spec file matches the filter 'cart.laodero.ts' | Did you mean cart.loadero.ts?",
  ],
  ['list specs/crat.loadero.ts', 'Did you mean specs/cart.loadero.ts?'],
  ['list cart nowhere', "No spec file matches the filter 'nowhere'"],
  ['list <root>/specs', 'ok'],
  ['list /elsewhere/specs', "No spec file matches the filter '/elsewhere/specs' | 3 spec files"],
  // A first word that is not a command
  ['plna', `"plna" is neither a command nor a part of a spec file's path | Did you mean "plan"?`],
  ['plna cart', `"plna" is neither a command`],
  ['cart plna', "No spec file matches the filter 'plna'"],
  ['run plna', "No spec file matches the filter 'plna'"],
  ['zzz', `"zzz" is neither a command nor a part of a spec file's path | The commands are: run, list,`],
] as const)('%s is answered with %s', async (line, expected) => {
  expect(await outcomeOf(line)).toContain(expected)
})

test.each([
  [
    '',
    '3: no spec file was found below <root> (**/*.loadero.{ts,mts,cts,tsx,js,mjs,cjs,jsx}); `loadero-test init` creates',
  ],
  ['list', '3: no spec file was found'],
  ['--pass-with-no-tests', 'ok'],
  ['list --format json', 'ok'],
  [
    'list cart',
    "No spec file matches the filter 'cart' | No spec file was found below <root>; `loadero-test init`",
  ],
  ['cart --pass-with-no-tests', '"cart" is neither a command'],
] as const)('without spec files, %s is answered with %s', async (line, expected) => {
  expect(await outcomeOf(line, 'empty')).toContain(expected)
})

test('a filter of built files says how they are searched', async () => {
  await mkdir(join(folder, 'shop', 'packages', 'dist'), { recursive: true })
  await writeFile(join(folder, 'shop', 'packages', 'dist', 'built.loadero.js'), '')
  const hint =
    "Folders named dist are searched only when include names them, for example 'packages/dist/**/*.loadero.ts'."
  expect(await outcomeOf('list packages/dist')).toContain(hint)
  expect(await outcomeOf('list ./packages/dist/built.loadero.js:1')).toContain(hint)
  expect(await outcomeOf('list built', 'shop', ['packages/dist/*.js'])).toBe('ok')
})

test('globs of the configuration limit what a filter can match', async () => {
  expect(await outcomeOf('run call', 'shop', ['specs/**/*.loadero.ts'])).toContain('No spec file matches')
  expect(await outcomeOf('run call', 'shop', ['other/*'])).toBe('ok')
  expect(await outcomeOf('run call', 'shop', ['other/*', 'nothing/*'])).toContain(
    "ok No spec file matches 'nothing/*' of include.",
  )
  expect(await outcomeOf('run', 'shop', ['nothing/*'])).toContain('(nothing/*)')
})

test('only commands that take filters are checked', async () => {
  const config = resolveConfig({ command: 'list', filters: ['nowhere'], flags: {}, env: {}, cwd: folder })
  const checked = await Promise.allSettled(
    commandNames.map((command) => checkFilters(config, { command, named: true, words: [] }, () => {})),
  )
  const refusing = commandNames.filter((_, index) => checked[index]?.status === 'rejected')
  const withFilters = commandNames.filter((name) => ['[filter…]', '<spec>'].includes(commands[name].usage))
  expect(refusing).toEqual(withFilters)
})
