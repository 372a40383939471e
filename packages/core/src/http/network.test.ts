import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { LoaderoClient } from '../client.js'
import { rejectionOf } from '../../test/service.js'
import { InvalidOptionError } from './errors.js'

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

function clientAt(url: string, attempts = 1) {
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: 'token',
    apiBase: `${url}/v2`,
    rateLimit: Infinity,
    retry: { attempts, baseMs: 1 },
  })
  onTestFinished(() => client.close())
  return client
}

/** Refuses each CONNECT request with this status. */
function createRefusingProxy(status: number) {
  const server = createServer()
  server.on('connect', (_, client) => client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`))
  return server
}

function setVariables(variables: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}

async function unusedAddress() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}

test('connections are kept alive between requests', async () => {
  const { server, sockets } = createApi()
  const client = clientAt(await listen(server))
  for (let count = 0; count < 6; count++) expect(await client.tests.get(7)).toMatchObject({ id: 7 })
  expect(sockets.size).toBeLessThan(3)
})

test('the proxy of the environment is used, except for NO_PROXY and this machine', async () => {
  const target = await listen(createApi().server)
  const { server, hosts } = createProxyTo(target)
  setVariables({ http_proxy: (await listen(server)).replace('http://', ''), no_proxy: '192.0.2.0/24' })
  expect(await clientAt('http://loadero.test').tests.get(7)).toMatchObject({ id: 7 })
  expect(hosts).toEqual(['loadero.test:80'])
  expect(await clientAt(target).tests.get(7)).toMatchObject({ id: 7 })
  expect(await clientAt(target.replace('127.0.0.1', 'localhost')).tests.get(7)).toMatchObject({ id: 7 })
  expect(hosts).toHaveLength(1)
})

test.each([
  'http://',
  'http:///',
  'http://proxy:port',
  'http://proxy:99999',
  'ftp://proxy',
  'http://user:s3cret@',
  'http://pro xy:3128',
  'http://[::1:3128',
  'http://user:%zz@proxy:3128',
  'proxy:port',
  'socks5h://proxy:1080',
  '/proxy',
])('a variable with the address %j is named', (address) => {
  for (const variable of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']) {
    vi.stubEnv(variable, address)
    expect(() => clientAt('https://loadero.test')).toThrow(
      new InvalidOptionError(
        variable,
        'is not the address of a proxy, such as http://proxy.example.com:3128',
      ),
    )
    vi.unstubAllEnvs()
  }
})

test.each([
  [407, 'proxy', 1],
  [403, 'proxy', 1],
  [302, 'proxy', 1],
  [503, undefined, 4],
])('a proxy that responds with %d is named', async (status, setting, attempts) => {
  setVariables({ HTTPS_PROXY: await listen(createRefusingProxy(status)) })
  const error = await rejectionOf(clientAt('https://loadero.test', 4).tests.get(7))
  expect(error).toMatchObject({ name: 'ConnectionError', setting, request: { attempts } })
  expect(String(error)).toContain(`no response through the proxy of HTTPS_PROXY: Proxy response (${status})`)
})

test('an empty variable in lower case means no proxy', async () => {
  const { server, hosts } = createProxyTo(await listen(createApi().server))
  setVariables({ http_proxy: '', HTTP_PROXY: await listen(server) })
  await rejectionOf(clientAt('http://loadero.invalid').tests.get(7))
  expect(hosts).toEqual([])
})

test('https uses the proxy of http when it has none', async () => {
  setVariables({ http_proxy: await listen(createRefusingProxy(407)) })
  const error = await rejectionOf(clientAt('https://loadero.test').tests.get(7))
  expect(String(error)).toContain('no response through the proxy of http_proxy: Proxy response (407)')
})

test('a proxy that is down is named, and tried again', async () => {
  setVariables({ http_proxy: `http://${await unusedAddress()}` })
  const error = await rejectionOf(clientAt('https://loadero.test', 2).tests.get(7))
  expect(error).toMatchObject({ setting: undefined, request: { attempts: 2 } })
  expect(String(error)).toContain('no response through the proxy of http_proxy: connect ECONNREFUSED')
})
