import { expect, test } from 'vitest'
import { createTestServiceWith, jsonResponse, rejectionOf } from '../../test/service.js'
import type { RequestError, Setting } from './errors.js'

const page = '<!doctype html><title>Sign in</title>'

function html(status: number, headers: Record<string, string> = {}) {
  return new Response(page, { status, headers: { 'content-type': 'text/html', ...headers } })
}
function failure(code: string, message = code, properties: object = {}) {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code, ...properties }) })
}
function unknownHost(hostname: string) {
  return failure('ENOTFOUND', `getaddrinfo ENOTFOUND ${hostname}`, { hostname })
}
function proxyResponse(status: number) {
  return failure('UND_ERR_ABORTED', `Proxy response (${status}) !== 200 when HTTP Tunneling`)
}

const apiError = { code: 404, error: 'Project not found' }

/** What responds to the first request, and the setting that is wrong; undefined when another try may work. */
const causes: readonly (readonly [string, () => Response | Error, Setting | undefined])[] = [
  ['a page with 404', () => html(404), 'apiBase'],
  ['text with 404', () => new Response('404 page not found\n', { status: 404 }), 'apiBase'],
  ['nothing with 404', () => new Response(null, { status: 404 }), 'apiBase'],
  ['the JSON of another API with 404', () => jsonResponse(404, { message: 'Not Found' }), 'apiBase'],
  ['the JSON of another API with 200', () => jsonResponse(200, { hello: 'world' }), 'apiBase'],
  ['an array with 200', () => jsonResponse(200, []), 'apiBase'],
  ['null with 200', () => jsonResponse(200, null), 'apiBase'],
  ['an empty body with 200', () => new Response('', { status: 200 }), 'apiBase'],
  ['text with 200', () => new Response('OK'), 'apiBase'],
  ['a login page with 200', () => html(200), 'apiBase'],
  ['a login page with 401', () => html(401), 'apiBase'],
  ['a login page with 403', () => html(403), 'apiBase'],
  ['a redirect to a login page', () => html(302, { location: 'https://login.example/' }), 'apiBase'],
  ['a permanent redirect', () => html(308, { location: 'https://other.example/' }), 'apiBase'],
  ['plain HTTP at a port of TLS', () => html(400), 'apiBase'],
  ['a wrong method', () => new Response(null, { status: 405 }), 'apiBase'],
  ['a proxy that asks for a password', () => html(407), 'proxy'],
  ['a tunnel that asks for a password', () => proxyResponse(407), 'proxy'],
  ['a tunnel that is forbidden', () => proxyResponse(403), 'proxy'],
  ['an unknown proxy', () => unknownHost('proxy.example'), 'proxy'],
  [
    'a port of another protocol',
    () => new TypeError('fetch failed', { cause: new Error('bad port') }),
    'apiBase',
  ],
  ['an unknown host', () => unknownHost('api.loadero.com'), 'apiBase'],
  ['a project that does not exist', () => jsonResponse(404, apiError), 'projectId'],
  ...[
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_UNTRUSTED',
    'CERT_REVOKED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'HOSTNAME_MISMATCH',
  ].map((code) => [`the certificate error ${code}`, () => failure(code), 'certificate'] as const),
  ...['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'HPE_INVALID_CONSTANT'].map(
    (code) => [`the protocol error ${code}`, () => failure(code), 'apiBase'] as const,
  ),
  ...['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'UND_ERR_SOCKET'].map(
    (code) => [`the error ${code}`, () => failure(code), undefined] as const,
  ),
  ['a tunnel that cannot reach the host', () => proxyResponse(503), undefined],
  ...[500, 502, 503, 504].flatMap((status) => [
    [`a page with ${status}`, () => html(status), undefined] as const,
    [`JSON with ${status}`, () => jsonResponse(status, { error: 'no' }), undefined] as const,
  ]),
  ['a page with 429', () => html(429), undefined],
  ['a page with 408', () => html(408), undefined],
  ['a refused token', () => jsonResponse(401, { error: 'Failed to get access token' }), undefined],
  ['a refused project', () => jsonResponse(403, { error: 'Access denied' }), undefined],
  ['an API that has a field of another type', () => jsonResponse(200, { results: [{ id: 'x' }] }), undefined],
  ['JSON that was cut', () => new Response('{"results": [{'), undefined],
  ['an invalid input', () => jsonResponse(422, { errors: { name: ['is missing'] } }), undefined],
]

const notes: Readonly<Partial<Record<Setting, string>>> = {
  apiBase: 'https://api.loadero.com/v2/ seems not to be the Loadero API',
  proxy: 'the proxy of the network does not forward the request',
}

function createService(responses: () => Response | Error, first: readonly Response[] = []) {
  const pending = [...first]
  let requestCount = 0
  const fetch = () => {
    requestCount++
    const response = pending.shift() ?? responses()
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response)
  }
  return { ...createTestServiceWith({ fetch }), requestCount: () => requestCount }
}

test.each(causes)('the first response is %s', async (_, respond, setting) => {
  const { client, requestCount } = createService(respond)
  const error = (await rejectionOf(client.tests.list())) as RequestError
  expect(error.setting).toBe(setting)
  expect(error.message).toMatch(/^GET projects\/5040\/tests\//)
  expect(error.message).toContain(setting === undefined ? '' : (notes[setting] ?? ''))
  // A name can be unknown for a moment.
  const isRepeated = setting === undefined || error.message.includes('ENOTFOUND')
  expect(requestCount()).toBeLessThanOrEqual(isRepeated ? 4 : 1)
})

test.each(causes)('a later response is %s, which is not a wrong setting', async (_, respond) => {
  for (const known of [jsonResponse(200, { results: [] }), jsonResponse(403, { error: 'Access denied' })]) {
    const { client } = createService(respond, [known])
    await client.tests.list().catch(() => undefined)
    const error = (await rejectionOf(client.tests.list())) as RequestError
    expect(error.setting).toBeUndefined()
  }
})

test('a test that does not exist is not a wrong project', async () => {
  const { client } = createService(() => jsonResponse(404, { code: 404, error: 'Test not found' }))
  const error = (await rejectionOf(client.tests.get(7))) as RequestError
  expect(error).toMatchObject({ name: 'NotFoundError', setting: undefined })
})
