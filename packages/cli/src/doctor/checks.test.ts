import { tmpdir } from 'node:os'
import { createApp, listen, scriptedEngine } from '@loadero-test/server'
import { expect, onTestFinished, test } from 'vitest'
import { resolveConfig } from '../config/config.js'
import { runChecks } from './checks.js'

const accessToken = 'token-of-project-1'

async function startApi() {
  const app = createApp({ engine: scriptedEngine({ scenario: {} }), projectId: 1, accessToken })
  const { url, close } = await listen({ app })
  onTestFinished(async () => {
    await app.close()
    await close()
  })
  return `${url}/v2/`
}

/** The checks of projects, as `name state message`. */
async function projectChecks(
  projects: Readonly<Record<string, { readonly id: number; readonly values?: Record<string, unknown> }>>,
  env: Readonly<Record<string, string>>,
) {
  const file = {
    name: 'loadero.config.ts',
    values: {},
    projects: Object.fromEntries(
      Object.entries(projects).map(([name, { id, values = {} }]) => [name, { id, values, participant: {} }]),
    ),
  }
  // A browser that does not exist is refused without a start.
  const flags = { browserPath: '/nowhere/chrome', outputDir: tmpdir() }
  const config = resolveConfig({ command: 'doctor', filters: [], flags, env, file, cwd: tmpdir() })
  const checks = await runChecks(config, { env, signal: new AbortController().signal })
  return checks
    .filter(({ name }) => name.startsWith('project'))
    .map(({ name, state, message }) => `${name} ${state} ${message}`)
}

test('each configured project is checked with the token', async () => {
  const apiBase = await startApi()
  const env = { LOADERO_ACCESS_TOKEN: accessToken, LOADERO_API_BASE: apiBase, LOADERO_PROJECT_ID: 'staging' }
  const checks = await projectChecks({ staging: { id: 1 }, production: { id: 2 } }, env)
  expect(checks).toEqual([
    expect.stringMatching(/^project passed project 1 '.*\(javascript\): the token has access/),
    expect.stringMatching(
      /^project production warning its settings are valid, but not for this token: GET projects\/2/,
    ),
  ])
})

test('a wrong value of a project that is not selected fails', async () => {
  const projects = {
    staging: { id: 1 },
    production: { id: 2, values: { concurrency: 0 } },
    nightly: { id: 3, values: { retries: 1 } },
  }
  // The variable would win over the value in a run.
  expect(await projectChecks(projects, { LOADERO_CONCURRENCY: '3' })).toEqual([
    'project staging passed project 1: its settings are valid',
    'project production failed loadero.config.ts: projects.production.concurrency: must be a whole number of at least 1, not 0',
    'project nightly passed project 3: its settings are valid',
  ])
})

test('the token is not sent to the API of another project', async () => {
  const apiBase = await startApi()
  const requests: string[] = []
  const other = await listen({
    app: Object.assign(
      (request: Request) => {
        requests.push(request.url)
        return Promise.resolve(new Response())
      },
      { files: () => Promise.resolve(new Response()), close: () => Promise.resolve() },
    ) as never,
  })
  onTestFinished(() => other.close())
  const projects = {
    staging: { id: 1, values: { apiBase } },
    other: { id: 2, values: { apiBase: `${other.url}/v2/` } },
  }
  const env = { LOADERO_ACCESS_TOKEN: accessToken, LOADERO_PROJECT_ID: 'staging' }
  expect(await projectChecks(projects, env)).toEqual([
    expect.stringContaining('project passed'),
    'project other passed project 2: its settings are valid',
  ])
  expect(requests).toEqual([])
})
