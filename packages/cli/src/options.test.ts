import { expect, test } from 'vitest'
import { resolveConfig } from './config.js'
import type { ConfigFile } from './config-file.js'
import { shownAddress } from './option-values.js'

const config = (
  flags: Record<string, string | boolean>,
  env: Record<string, string> = {},
  file: ConfigFile = { name: 'loadero.config.ts', values: {}, projects: {} },
) => resolveConfig({ filters: [], flags, env, file, cwd: '/project' })

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
  expect(() => config({ project: 'stagin' }, env, file)).toThrow("there is no project 'stagin'")
  expect(() => config({}, {}, { ...file, values: { concurrency: 'x' } })).toThrow(
    'concurrency in loadero.config.ts must be',
  )
})

test('a wrong value is told by the name under which it was given', () => {
  expect(() => config({ concurrency: '0' })).toThrow("--concurrency must be a whole number from 1, not '0'")
  expect(() => config({}, { LOADERO_CONCURRENCY: 'x' })).toThrow('LOADERO_CONCURRENCY must be')
  expect(() => config({ requestsPerSecond: '0' })).toThrow('--requests-per-second must be a number above 0')
  expect(() => config({ apiBase: 'ftp://x' })).toThrow('--api-base is not an http address')
})

test('a grid plays local runs alone, and its credentials are in no message', () => {
  const given = 'https://me:hush@grid:4444/wd/hub'
  expect(config({ grid: given }).grid?.href).toBe(given)
  expect(shownAddress(new URL(given))).toBe('https://grid:4444/wd/hub')
  expect(() => config({ grid: 'me:hush@grid' })).toThrow(/^--grid is not an http address$/)
  const env = { LOADERO_ACCESS_TOKEN: 't', LOADERO_PROJECT_ID: '5' }
  expect(() => config({ grid: given }, env)).toThrow('--grid plays local runs')
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
  expect(() => config({}, { LOADERO_ACCESS_TOKEN: 't' })).toThrow(
    'LOADERO_ACCESS_TOKEN is set, but no project',
  )
})
