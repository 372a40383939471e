import { expect, test } from 'vitest'
import { resolveConfig } from '../config/config.js'
import type { ConfigFile } from '../config/config-file.js'
import { shownAddress } from './option-values.js'

function config(
  flags: Record<string, string | boolean>,
  env: Record<string, string> = {},
  file: ConfigFile = { name: 'loadero.config.ts', values: {}, projects: {} },
) {
  return resolveConfig({ filters: [], flags, env, file, cwd: '/project' })
}

test('a flag goes before the environment, and that before the default', () => {
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

test('the file goes before the defaults, its project before the rest of it, and all is told', () => {
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
    concurrency: 'concurrency of the project in loadero.config.ts',
    outputDir: 'outputDir in loadero.config.ts',
    reporter: 'LOADERO_REPORTER',
  })
  expect(() => config({ project: 'stagin' }, env, file)).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: there is no project 'stagin']
      Give an id, or a name among \`projects\` of the configuration file.
  `,
  )
  expect(() => config({}, {}, { ...file, values: { concurrency: 'x' } })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: concurrency in loadero.config.ts must be a whole number from 1, not 'x']`,
  )
})

test('a wrong value is told by the name under which it was given', () => {
  expect(() => config({ concurrency: '0' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: --concurrency must be a whole number from 1, not '0']`,
  )
  expect(() => config({}, { LOADERO_CONCURRENCY: 'x' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: LOADERO_CONCURRENCY must be a whole number from 1, not 'x']`,
  )
  expect(() => config({ requestsPerSecond: '0' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: --requests-per-second must be a number above 0, not '0']`,
  )
  expect(() => config({ apiBase: 'ftp://x' })).toThrowErrorMatchingInlineSnapshot(
    `[UserError: --api-base is not an http address: 'ftp://x']`,
  )
})

test('a grid plays local runs alone, and its credentials are in no message', () => {
  const given = 'https://me:hush@grid:4444/wd/hub'
  expect(config({ grid: given }).grid?.href).toBe(given)
  expect(shownAddress(new URL(given))).toBe('https://grid:4444/wd/hub')
  expect(() => config({ grid: 'me:hush@grid' })).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: --grid is not an http address]
      Write for example http://grid:4444
  `,
  )
  const env = { LOADERO_ACCESS_TOKEN: 't', LOADERO_PROJECT_ID: '5' }
  expect(() => config({ grid: given }, env)).toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: --grid plays local runs, and this one is at Loadero]
      Add --local.
  `,
  )
  expect(config({}, { ...env, LOADERO_GRID: given }).target).toMatchObject({ kind: 'service' })
})

test('without a token the session is local, with one it needs a project, and --local wins', () => {
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
    [UserError: LOADERO_ACCESS_TOKEN is set, but no project]
      Set LOADERO_PROJECT_ID or --project, or run with --local.
  `,
  )
})
