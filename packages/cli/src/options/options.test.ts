import { expect, test } from 'vitest'
import { resolveConfig } from '../config/config.js'
import type { ConfigFile } from '../config/config-file.js'
import { formatAddress } from './option-values.js'

function config(
  flags: Record<string, string | boolean>,
  env: Record<string, string> = {},
  file: ConfigFile = { name: 'loadero.config.ts', values: {}, projects: {} },
) {
  return resolveConfig({ filters: [], flags, env, file, cwd: '/project' })
}

test('a flag wins over the environment and default', () => {
  expect(config({}).concurrency).toBe(2)
  expect(config({}, { LOADERO_CONCURRENCY: '5' }).concurrency).toBe(5)
  expect(config({ concurrency: '7' }, { LOADERO_CONCURRENCY: '5' }).concurrency).toBe(7)
  expect(config({}, { LOADERO_CONCURRENCY: '' }).concurrency).toBe(2)
})

const file: ConfigFile = {
  name: 'loadero.config.ts',
  values: { concurrency: '3', outputDir: 'out' },
  participant: { location: 'eu-central-1', computeUnit: 'g1' },
  projects: { staging: { id: 77, values: { concurrency: '9' }, participant: { computeUnit: 'g4' } } },
}

test('the project wins over the file and defaults', () => {
  const env = { LOADERO_ACCESS_TOKEN: 't' }
  const plain = config({ project: '5' }, env, file)
  expect([plain.concurrency, plain.outputDir, plain.target]).toMatchObject([
    3,
    '/project/out',
    { projectId: 5 },
  ])
  const staging = config({ project: 'staging' }, { ...env, LOADERO_REPORTER: 'junit' }, file)
  expect([staging.concurrency, staging.target]).toMatchObject([9, { projectId: 77 }])
  expect(staging.settings.participant).toEqual({ location: 'eu-central-1', computeUnit: 'g4' })
  expect(staging.origins).toEqual({
    project: '--project',
    concurrency: 'concurrency of the project in loadero.config.ts',
    outputDir: 'outputDir in loadero.config.ts',
    reporter: 'LOADERO_REPORTER',
  })
  expect(() => config({ project: 'stagin' }, env, file)).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: Unknown project 'stagin']
      Use the id of the project, or a name from \`projects\` in the configuration file.
  `,
  )
  expect(() => config({}, {}, { ...file, values: { concurrency: 'x' } })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: concurrency in loadero.config.ts must be a whole number of at least 1, not 'x']`,
  )
})

test('a wrong value is reported with its source', () => {
  expect(() => config({ concurrency: '0' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: --concurrency must be a whole number of at least 1, not '0']`,
  )
  expect(() => config({}, { LOADERO_CONCURRENCY: 'x' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: LOADERO_CONCURRENCY must be a whole number of at least 1, not 'x']`,
  )
  expect(() => config({ requestsPerSecond: '0' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: --requests-per-second must be a number greater than 0, not '0']`,
  )
  expect(() => config({ apiBase: 'ftp://x' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: --api-base must be an http or https URL, not 'ftp://x']`,
  )
})

test('a grid is for local runs and keeps its credentials', () => {
  const url = 'https://me:hush@grid:4444/wd/hub'
  expect(config({ grid: url }).grid?.href).toBe(url)
  expect(formatAddress(new URL(url))).toBe('https://grid:4444/wd/hub')
  expect(() => config({ grid: 'me:hush@grid' })).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: --grid must be an http or https URL]
      For example: http://grid:4444
  `,
  )
  const env = { LOADERO_ACCESS_TOKEN: 't', LOADERO_PROJECT_ID: '5' }
  expect(() => config({ grid: url }, env)).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: --grid is an option of local runs, and this run is at Loadero]
      Add --local.
  `,
  )
  expect(config({}, { ...env, LOADERO_GRID: url }).target).toMatchObject({ kind: 'service' })
})

test('the token, project and --local choose the target', () => {
  const env = { LOADERO_ACCESS_TOKEN: 't', LOADERO_PROJECT_ID: '5' }
  expect(config({}).target).toEqual({ kind: 'local' })
  expect(config({ local: true }, env).target).toEqual({ kind: 'local' })
  expect(config({ simulate: 's.json' }, env).target).toEqual({
    kind: 'simulated',
    scenario: '/project/s.json',
  })
  expect(config({}, env).target).toEqual({
    kind: 'service',
    projectId: 5,
    accessToken: 't',
    apiBase: 'https://api.loadero.com/v2/',
  })
  expect(() => config({}, { LOADERO_ACCESS_TOKEN: 't' })).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: LOADERO_ACCESS_TOKEN is set, but no project is]
      Set LOADERO_PROJECT_ID or --project, or run with --local.
  `,
  )
})
