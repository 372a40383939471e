import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { resolveConfig } from '../config/config.js'
import { apiCommand } from './api.js'

const accessToken = 'token-that-is-secret'
let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'api-'))
  await writeFile(join(cwd, 'body.json'), '{ "name": "renamed" }')
  await writeFile(join(cwd, 'broken.json'), '{ "name": ')
})

afterAll(() => rm(cwd, { recursive: true }))

interface Answer {
  readonly status: number
  readonly body?: string
}

/** A service that records each request and gives one answer. */
async function startService({ status, body }: Answer) {
  const requests: { line: string; authorization: string | undefined; body: string }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const { method, url, headers } = request
      requests.push({ line: `${method} ${url}`, authorization: headers.authorization, body: text })
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { requests, apiBase: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/` }
}

/** Runs `api` against a service. */
async function api(
  words: readonly string[],
  flags: Record<string, string> = {},
  answer: Answer = { status: 200 },
) {
  const { requests, apiBase } = await startService(answer)
  const env = { LOADERO_ACCESS_TOKEN: accessToken, LOADERO_PROJECT_ID: '7', LOADERO_API_BASE: apiBase }
  const config = resolveConfig({ command: 'api', filters: [], flags, env, cwd })
  let output = ''
  const writeData = (text: string) => void (output += text)
  const exit = await apiCommand(words, config, { cwd, env, writeData, signal: new AbortController().signal })
  return { exit, output, requests }
}

test.each([
  [['GET', 'projects/7/tests/'], {}, 'GET /v2/projects/7/tests/'],
  [['get', 'projects/7/tests/'], {}, 'GET /v2/projects/7/tests/'],
  [
    ['GET', 'projects/7/tests/'],
    { query: 'limit=50,offset=100' },
    'GET /v2/projects/7/tests/?limit=50&offset=100',
  ],
  [['DELETE', 'projects/7/tests/1/'], {}, 'DELETE /v2/projects/7/tests/1/'],
] as const)('%j with %j is sent as one request', async (words, flags, line) => {
  const { requests, exit } = await api(words, flags, { status: 200, body: '{}' })
  expect(requests).toEqual([{ line, authorization: `LoaderoAuth ${accessToken}`, body: '' }])
  expect(exit.code).toBe(0)
})

test.each(['POST', 'PUT'])('the body of %s is the file', async (method) => {
  const { requests } = await api(
    [method, 'projects/7/tests/'],
    { body: 'body.json' },
    { status: 201, body: '{}' },
  )
  expect(requests.map(({ body }) => body)).toEqual(['{"name":"renamed"}'])
})

test.each([
  ['an object', { status: 200, body: '{"id":1,"name":"a"}' }, '{\n  "id": 1,\n  "name": "a"\n}\n'],
  ['a list', { status: 200, body: '[]' }, '[]\n'],
  ['nothing', { status: 204 }, ''],
  ['the token', { status: 200, body: `{"token":"${accessToken}"}` }, '{\n  "token": "***"\n}\n'],
])('an answer with %s is printed as JSON without secrets', async (_, answer, output) => {
  expect((await api(['GET', 'projects/7/'], {}, answer)).output).toBe(output)
})

test.each([
  [401, 4],
  [403, 4],
  [400, 1],
  [404, 2],
  [422, 1],
  [500, 75],
])('status %i ends with the exit code %i', async (status, code) => {
  const body = `{"error":"refused ${accessToken}"}`
  const { exit, output } = await api(['GET', 'projects/7/'], {}, { status, body })
  expect(exit.code).toBe(code)
  expect(exit.reason).toContain('GET projects/7/')
  expect(output + exit.reason).not.toContain(accessToken)
})

test.each([
  [['PATCH', 'projects/7/'], {}, "'PATCH' is not a method", 'Use one of: GET, POST, PUT, DELETE.'],
  [['', 'projects/7/'], {}, "'' is not a method", 'Use one of'],
  [['GET', 'https://example.com/'], {}, 'https://example.com/', ''],
  [['GET', '../../admin'], {}, '../../admin', ''],
  [['POST', 'projects/7/'], { body: 'missing.json' }, 'missing.json', ''],
  [['POST', 'projects/7/'], { body: 'broken.json' }, 'broken.json', ''],
] as const)('%j with %j is refused before it is sent', async (words, flags, message, hint) => {
  const error: unknown = await api(words, flags).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UserError)
  expect((error as UserError).message).toContain(message)
  expect((error as UserError).hint ?? '').toContain(hint)
})
