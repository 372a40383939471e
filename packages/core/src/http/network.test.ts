import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { LoaderoClient } from '../client.js'

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function loadero() {
  const sockets = new Set<unknown>()
  const server = createServer((request, response) => {
    sockets.add(request.socket)
    response.setHeader('content-type', 'application/json').end('{"id": 7}')
  })
  return { server, sockets }
}

/** Notes where it is asked to connect to, and connects to the one place it knows instead. */
function proxyTo(target: string) {
  const asked: string[] = []
  const server = createServer()
  server.on('connect', (request, client) => {
    asked.push(request.url ?? '')
    const { hostname, port } = new URL(target)
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  return { server, asked }
}

function clientAt(url: string) {
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: 'token',
    apiBase: `${url}/v2`,
    rateLimit: Infinity,
    retry: { attempts: 1 },
  })
  onTestFinished(() => client.close())
  return client
}

test('connections are kept alive from one request to the next', async () => {
  const { server, sockets } = loadero()
  const client = clientAt(await listening(server))
  for (let n = 0; n < 6; n++) expect(await client.tests.get(7)).toMatchObject({ id: 7 })
  expect(sockets.size).toBeLessThan(3)
})

test('the proxy that the environment names is used, but not for hosts that NO_PROXY names', async () => {
  const target = await listening(loadero().server)
  const { server, asked } = proxyTo(target)
  vi.stubEnv('http_proxy', await listening(server))
  vi.stubEnv('no_proxy', '127.0.0.1')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await clientAt('http://loadero.test').tests.get(7)).toMatchObject({ id: 7 })
  expect(asked).toEqual(['loadero.test:80'])
  expect(await clientAt(target).tests.get(7)).toMatchObject({ id: 7 })
  expect(asked).toHaveLength(1)
})
