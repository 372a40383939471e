import { expect, test } from 'vitest'
import { fakeGrid } from '../../test/fake-grid.js'
import { connectEndpoint } from './endpoint.js'

test('credentials go with each request', async () => {
  const { endpoint, requests, credentials } = await fakeGrid({ 'GET /wd/status': () => ({ ready: true }) })
  expect(await endpoint.ask({ method: 'GET', path: '/status' })).toEqual({ ready: true })
  expect(requests).toEqual(['GET /wd/status'])
  expect([...credentials]).toEqual([`Basic ${btoa('us@er:hush-hush')}`])
})

test.each([
  ['a closed door', { status: 401, text: '' }, /does not let us in \(HTTP 401\)/, /percent-encoded/],
  ['a page', { status: 200, text: '<html>' }, /does not answer as WebDriver does \(HTTP 200\)/, /:4444/],
  ['another API', { status: 200, text: '[]' }, /does not answer as WebDriver does/, /:4444/],
  ['an unknown command', undefined, /refuses: no such command$/, /:4444/],
  [
    'an error that repeats the password',
    {
      status: 500,
      text: JSON.stringify({ value: { error: 'unknown error', message: 'not for hush-hush' } }),
    },
    /refuses: not for \[token\]$/,
    /^$/,
  ],
])('%s is told with the address and a way out, without credentials', async (_, answer, message, hint) => {
  const { endpoint, port } = await fakeGrid({ 'GET /wd/status': () => answer })
  const error = (await endpoint.ask({ method: 'GET', path: '/status' }).catch((each: unknown) => each)) as {
    message: string
    hint?: string
  }
  expect(error.message).toMatch(message)
  expect(error.message).toContain(`the grid at http://127.0.0.1:${port}/wd/`)
  expect(error.message).not.toMatch(/hush|us@er/)
  expect(error.hint ?? '').toMatch(hint)
})

test('nobody there, and nobody who answers in time, are told apart', async () => {
  const nobody = connectEndpoint(new URL('http://me:hush@127.0.0.1:2'))
  await expect(nobody.ask({ method: 'GET', path: '/status' })).rejects.toThrow(
    /^the grid at http:\/\/127\.0\.0\.1:2\/ cannot be reached: .*ECONNREFUSED/,
  )
  const { endpoint } = await fakeGrid({ 'GET /wd/status': () => new Promise(() => {}) })
  await expect(endpoint.ask({ method: 'GET', path: '/status', timeoutMs: 20 })).rejects.toThrow(
    /did not answer within 0\.02 s/,
  )
})

test('a percent sign that nobody encoded is one', () => {
  const { headers } = connectEndpoint(new URL('http://me:100%@grid')).socket('/x')
  expect(headers).toEqual({ authorization: `Basic ${btoa('me:100%')}` })
})
