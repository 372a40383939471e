import { readFileSync } from 'node:fs'
import { systemClock } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { createLocalServer } from '../../test/local.js'
import { defaultAssumptions } from '../assumptions.js'
import { idleEngine } from '../engines/idle-engine.js'
import { createProjects } from '../projects.js'
import { createApiRoutes } from '../routes/api.js'
import { createQueues } from '../runs/queue.js'
import { createResultFiles } from '../runs/result-files.js'
import { createRunManager } from '../runs/run-manager.js'
import { createStore } from '../store/store.js'
import { createOpenApi } from './document.js'
import { apiOperations } from './operations.js'

const description = createOpenApi() as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>
}

interface DescribedOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[]
}

/** The routes of a server as `GET /projects/{}/tests/`, without middleware. */
function listRoutes(): readonly string[] {
  const clock = systemClock
  const store = createStore({ now: () => '' })
  const files = createResultFiles()
  const assumptions = defaultAssumptions
  const runs = createRunManager({
    store,
    clock,
    files,
    assumptions,
    engine: idleEngine(),
    queues: createQueues({}),
    random: Math.random,
  })
  const projects = createProjects([{ id: 1 }])
  const { routes } = createApiRoutes({ projects, clock, store, runs, files, assumptions, maxBodyBytes: 1 })
  return routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, '{}')}`)
}

function normalizeOperation({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`
}

test('every route is described, and nothing else', () => {
  const routes = listRoutes()
  expect(routes.length).toBeGreaterThan(60)
  const described = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => normalizeOperation({ method, path })),
  )
  expect(described.toSorted()).toEqual([...new Set(routes)].toSorted())
  expect(described.toSorted()).toEqual(apiOperations.map(normalizeOperation).toSorted())
})

test('every reference has its component', () => {
  const text = JSON.stringify(description)
  const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)]
  expect(references.length).toBeGreaterThan(300)
  expect(text.match(/"\$ref"/g)).toHaveLength(references.length)
  const used = new Set(references.map(([, section = '', name = '']) => `${section}/${name}`))
  const known = ['schemas', 'responses', 'parameters'].flatMap((section) =>
    Object.keys(description.components[section] ?? {}).map((name) => `${section}/${name}`),
  )
  expect([...used].filter((name) => !known.includes(name))).toEqual([])
})

test('operations have ids of their own, and all parameters of their paths', () => {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  )
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { path, parameters = [] } of operations) {
    const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  }
})

test('the file is the description', async () => {
  await expect(`${JSON.stringify(description, null, 2)}\n`).toMatchFileSnapshot('../../openapi.json')
})

test('the package contains the file', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  expect(JSON.parse(manifest)).toMatchObject({
    exports: { './openapi.json': './openapi.json' },
    files: expect.arrayContaining(['openapi.json']),
  })
})

test('the base responds with the description and needs no token', async () => {
  const { send } = createLocalServer()
  const response = await send<{ servers: object }>('GET', '/', { headers: { authorization: '' } })
  expect(response.status).toBe(200)
  const servers = [{ url: 'http://loadero.test/v2' }]
  expect(response.body).toEqual({ ...JSON.parse(JSON.stringify(description)), servers })
})
