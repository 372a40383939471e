import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSessionSettings } from '@loadero-test/runner'
import { expect, onTestFinished, test } from 'vitest'
import type { CommandName } from '../options/commands.js'
import { optionRows, sessionKeys } from '../options/options.js'
import type { Flags } from '../options/parse-arguments.js'
import { formatAddress } from '../options/value-types.js'
import { resolveConfig } from './config.js'
import type { ConfigFile } from './config-file.js'

const empty: ConfigFile = { name: 'loadero.config.ts', values: {}, projects: {} }

function config(
  flags: Flags,
  env: Record<string, string> = {},
  file: ConfigFile = empty,
  command: CommandName = 'run',
) {
  return resolveConfig({ command, filters: [], flags, env, file, cwd: '/project' })
}

const token = { LOADERO_ACCESS_TOKEN: 't' }
const service = { ...token, LOADERO_PROJECT_ID: '5' }

test('the journaled settings are those of the table', () => {
  expect(sessionKeys.toSorted()).toEqual(Object.keys(defaultSessionSettings).toSorted())
  expect(config({}).session).toEqual(defaultSessionSettings)
})

test('a flag wins over the environment and default', () => {
  expect(config({}).session.concurrency).toBe(2)
  expect(config({}, { LOADERO_CONCURRENCY: '5' }).session.concurrency).toBe(5)
  expect(config({ concurrency: '7' }, { LOADERO_CONCURRENCY: '5' }).session.concurrency).toBe(7)
  expect(config({}, { LOADERO_CONCURRENCY: '' }).session.concurrency).toBe(2)
})

test('switches come from flags, the environment and the file', () => {
  const file = { ...empty, values: { adopt: true, push: false } }
  expect(config({}, {}, file).session).toMatchObject({ adopt: true, push: false })
  expect(config({ adopt: false, push: true }, {}, file).session).toMatchObject({ adopt: false, push: true })
  expect(config({}, { LOADERO_ADOPT: '0', LOADERO_PUSH: 'true' }, file).session).toMatchObject({
    adopt: false,
    push: true,
  })
  expect(() => config({}, { LOADERO_ADOPT: 'yes' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: LOADERO_ADOPT must be true, false, 1 or 0, not 'yes']`,
  )
})

const file: ConfigFile = {
  name: 'loadero.config.ts',
  values: { concurrency: 3, outputDir: 'out' },
  participant: { location: 'eu-central-1', computeUnit: 'g1' },
  projects: { staging: { id: 77, values: { concurrency: 9 }, participant: { computeUnit: 'g4' } } },
}

test('the project wins over the file and defaults', () => {
  const plain = config({ project: '5' }, token, file)
  expect([plain.session.concurrency, plain.outputDir, plain.target]).toMatchObject([
    3,
    '/project/out',
    { projectId: 5 },
  ])
  const staging = config({ project: 'staging' }, { ...token, LOADERO_REPORTER: 'junit' }, file)
  expect([staging.session.concurrency, staging.target]).toMatchObject([9, { projectId: 77 }])
  expect(staging.settings.participant).toEqual({ location: 'eu-central-1', computeUnit: 'g4' })
  expect(staging.origins).toEqual({
    project: '--project',
    concurrency: 'concurrency of the project in loadero.config.ts',
    outputDir: 'outputDir in loadero.config.ts',
    reporter: 'LOADERO_REPORTER',
  })
  expect(() => config({ project: 'stagin' }, token, file)).toThrowErrorMatchingInlineSnapshot(`
    [UserError: Unknown project 'stagin']
      Use the id of the project, or a name from \`projects\` in the configuration file.
  `)
})

test('a wrong value is reported with its source and what is allowed', () => {
  const messages = optionRows.flatMap(([key, { type, commands, env, config: fileKey }]) => {
    const [command = 'run'] = commands
    if (!(command === 'run') || type.parse('\0') !== undefined) return []
    const attempts = [
      () => config({ [key]: '\0' }),
      ...(env === undefined ? [] : [() => config({}, { ...service, [env]: '\0' })]),
      ...(fileKey === undefined ? [] : [() => config({}, {}, { ...empty, values: { [fileKey]: [] } })]),
    ]
    return attempts.map((attempt) => {
      try {
        attempt()
        return `${key} was accepted`
      } catch (error) {
        return String(error).replace('\0', '␀')
      }
    })
  })
  expect(messages.join('\n')).toMatchSnapshot()
  expect(messages.join('\n')).not.toContain('accepted')
})

test('a variable of another command is ignored, but not a wrong file', () => {
  expect(config({}, { LOADERO_CONCURRENCY: 'x' }, empty, 'list').session.concurrency).toBe(2)
  expect(() => config({}, {}, { ...empty, values: { concurrency: 'x' } }, 'list')).toThrow(
    'loadero.config.ts: concurrency: must be',
  )
})

test('a grid is for local runs and keeps its credentials', () => {
  const url = 'https://me:hush@grid:4444/wd/hub'
  expect(config({ grid: url }).grid?.href).toBe(url)
  expect(formatAddress(new URL(url))).toBe('https://grid:4444/wd/hub')
  expect(() => config({ grid: 'me:hush@grid' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: --grid must be an http or https URL, for example http://grid:4444]`,
  )
  expect(() => config({ grid: url }, service)).toThrowErrorMatchingInlineSnapshot(`
    [UserError: --grid is an option of local runs, and this run is at Loadero]
      Add --local.
  `)
  expect(config({}, { ...service, LOADERO_GRID: url }).target).toMatchObject({ kind: 'service' })
})

test('the token, project and --local choose the target', () => {
  expect(config({}).target).toEqual({ kind: 'local' })
  expect(config({ local: true }, service).target).toEqual({ kind: 'local' })
  expect(config({ simulate: 's.json' }, service).target).toEqual({
    kind: 'simulated',
    scenario: '/project/s.json',
  })
  expect(config({}, service).target).toEqual({
    kind: 'service',
    projectId: 5,
    accessToken: 't',
    apiBase: 'https://api.loadero.com/v2/',
  })
  expect(() => config({}, token)).toThrowErrorMatchingInlineSnapshot(`
    [UserError: LOADERO_ACCESS_TOKEN is set, but no project is]
      Set LOADERO_PROJECT_ID or --project, or run with --local.
  `)
})

const environments: Readonly<Record<string, Record<string, string>>> = {
  'without a token': {},
  'in CI': { CI: 'true' },
  'with CI=false': { CI: 'false' },
  'with an empty token': { LOADERO_ACCESS_TOKEN: '', LOADERO_PROJECT_ID: '5' },
  'with a project': { LOADERO_PROJECT_ID: '5' },
  'with a token': service,
}

test('without a service nothing succeeds', () => {
  const flagSets: Readonly<Record<string, Flags>> = {
    '': {},
    '--local': { local: true },
    '--project': { project: '5' },
  }
  const names = [
    'run',
    'plan',
    'push',
    'prune',
    'pull',
    'attach',
    'stop',
    'list',
    'report',
    'doctor',
  ] as const
  const rows = names.flatMap((name) =>
    Object.entries(flagSets).flatMap(([flagText, flags]) =>
      Object.entries(environments).map(([title, env]) => {
        const line = `${name} ${flagText} ${title}`.replace('  ', ' ')
        try {
          return `${line}: ${config(flags, env, empty, name).target.kind}`
        } catch (error) {
          return `${line}: ${String(error).replaceAll('\n', ' ')}`
        }
      }),
    ),
  )
  expect(rows.join('\n')).toMatchSnapshot()
})

test('a wrong value in the file has its line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'config-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'loadero.config.ts')
  await writeFile(
    path,
    "export default {\n  retries: 'two',\n  projects: {\n    a: { id: 1, retries: 1 },\n    b: {\n      id: 2,\n      retries: -1,\n    },\n  },\n}\n",
  )
  const a = { id: 1, values: { retries: 1 } }
  const b = { id: 2, values: { retries: -1 } }
  const written = { ...empty, path, projects: { a, b } }
  expect(() => config({}, {}, { ...written, values: { retries: 'two' } })).toThrow(
    "loadero.config.ts:2: retries: must be a whole number, not 'two'",
  )
  expect(() => config({ project: 'b' }, token, written)).toThrow(
    'loadero.config.ts:7: projects.b.retries: must be a whole number, not -1',
  )
})

test.each([{ local: true }, { simulate: 'scenario.json' }, {}])(
  'an unknown project is refused with the flags %j',
  (flags) => {
    const written = { ...empty, projects: { staging: { id: 5, values: {} } } }
    for (const env of flags.local || flags.simulate ? [{}, token] : [token])
      expect(() => config({ ...flags, project: 'stagng' }, env, written)).toThrow("Unknown project 'stagng'")
    expect(() => config({ ...flags, project: 'staging' }, token, written)).not.toThrow()
    expect(() => config({ ...flags, project: '5' }, token, written)).not.toThrow()
  },
)
