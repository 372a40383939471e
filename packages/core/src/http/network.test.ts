import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { LoaderoClient } from '../client.js'

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function createApi() {
  const sockets = new Set<unknown>()
  const server = createServer((request, response) => {
    sockets.add(request.socket)
    response.setHeader('content-type', 'application/json').end('{"id": 7}')
  })
  return { server, sockets }
}

/** Records the hosts of CONNECT requests, and connects each to the target. */
function createProxyTo(target: string) {
  const hosts: string[] = []
  const server = createServer()
  server.on('connect', (request, client) => {
    hosts.push(request.url ?? '')
    const { hostname, port } = new URL(target)
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  return { server, hosts }
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

test('connections are kept alive between requests', async () => {
  const { server, sockets } = createApi()
  const client = clientAt(await listen(server))
  for (let count = 0; count < 6; count++) expect(await client.tests.get(7)).toMatchObject({ id: 7 })
  expect(sockets.size).toBeLessThan(3)
})

test('the proxy of the environment is used, except for NO_PROXY', async () => {
  const target = await listen(createApi().server)
  const { server, hosts } = createProxyTo(target)
  vi.stubEnv('http_proxy', await listen(server))
  vi.stubEnv('no_proxy', '127.0.0.1')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await clientAt('http://loadero.test').tests.get(7)).toMatchObject({ id: 7 })
  expect(hosts).toEqual(['loadero.test:80'])
  expect(await clientAt(target).tests.get(7)).toMatchObject({ id: 7 })
  expect(hosts).toHaveLength(1)
})
