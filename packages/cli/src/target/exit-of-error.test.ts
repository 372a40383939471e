import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { asSessionError } from '@loadero-test/runner'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createServiceClient } from './create-client.js'
import { exitOfError } from './exit-of-error.js'

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Authenticate\r\n\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function respond(status: number, body: string, headers: Record<string, string> = {}): () => Promise<string> {
  return () => listen((_, response) => response.writeHead(status, headers).end(body))
}

async function refusedAddress(): Promise<string> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

function fixed(apiBase: string) {
  return () => Promise.resolve(apiBase)
}

interface Cause {
  readonly apiBase: () => Promise<string>
  readonly token?: string
  /** The address of a proxy; `refuses` for one that asks for a password. */
  readonly proxy?: string
}

const page = '<html><title>Sign in</title></html>'
const causes: Readonly<Record<string, Cause>> = {
  'a token with a line break in it': { apiBase: fixed('http://x.test/'), token: 'a\nb' },
  'a token with a space in it': { apiBase: fixed('http://x.test/'), token: 'a b' },
  'a token with a letter that is not Latin': { apiBase: fixed('http://x.test/'), token: 'токен' },
  'an API base without a protocol': { apiBase: fixed('api.loadero.com/v2/') },
  'an API base with a password': { apiBase: fixed('https://user:s3cret@x.test/') },
  'an API base of a website': { apiBase: respond(404, page) },
  'an API base of another API': { apiBase: respond(200, '{"status":"ok"}') },
  'a login page': { apiBase: respond(200, page) },
  'a redirect to a login page': { apiBase: respond(302, '', { location: 'https://login.test/' }) },
  'a proxy that asks for a password': { apiBase: fixed('https://x.test/'), proxy: 'refuses' },
  'an address that is not a proxy': { apiBase: fixed('https://x.test/'), proxy: 'http://:3128:80' },
  'a project that does not exist': { apiBase: respond(404, '{"code":404,"error":"Project not found"}') },
  'a refused token': { apiBase: respond(401, '{"code":401,"error":"Failed to get access token"}') },
  'a refused project': { apiBase: respond(403, '{"code":403,"error":"Access denied"}') },
  'a service that is down': { apiBase: refusedAddress },
  'a gateway without the service': { apiBase: respond(502, page) },
  'a busy service': { apiBase: respond(429, '{}') },
}

test('an exit code of 75 is only for what may be gone next time', async () => {
  const lines: string[] = []
  for (const [name, { apiBase, token = 'token', proxy }] of Object.entries(causes)) {
    const address = await apiBase()
    vi.stubEnv('https_proxy', proxy === 'refuses' ? await listen(() => undefined) : (proxy ?? ''))
    const error = await failureOf(address, token)
    vi.unstubAllEnvs()
    const { code, reason } = exitOfError(error)
    expect(error instanceof UserError).toBe(!reason.startsWith('GET'))
    lines.push(
      `${name}: ${code} ${asSessionError(error).kind}`,
      `  ${reason.replaceAll(/127\.0\.0\.1:\d+/g, 'host')}`,
    )
  }
  expect(lines.join('\n')).toMatchSnapshot()
  expect(lines.join('\n')).not.toContain('s3cret')
})

async function failureOf(apiBase: string, accessToken: string): Promise<unknown> {
  try {
    const client = createServiceClient(
      { kind: 'service', projectId: 1, apiBase, accessToken },
      { rateLimit: Infinity, retry: { baseMs: 1 } },
    )
    onTestFinished(() => client.close())
    await client.tests.list()
    throw new Error(`no failure at ${apiBase}`)
  } catch (error) {
    return error
  }
}

test('an error that is ours is worth another try', () => {
  expect(exitOfError(new Error('oops'))).toEqual({ code: exitCodes.errored, reason: 'oops' })
})
