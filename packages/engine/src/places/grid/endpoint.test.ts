import { expect, test } from 'vitest'
import { fakeGrid } from '../../../test/fake-grid.js'
import { connectEndpoint } from './endpoint.js'

test('sends the credentials with each request', async () => {
  const { endpoint, requests, credentials } = await fakeGrid({ 'GET /wd/status': () => ({ ready: true }) })
  expect(await endpoint.call({ method: 'GET', path: '/status' })).toEqual({ ready: true })
  expect(requests).toEqual(['GET /wd/status'])
  expect([...credentials]).toEqual([`Basic ${btoa('us@er:hush-hush')}`])
})

test.each([
  ['refused credentials', { status: 401, text: '' }],
  ['an HTML page', { status: 200, text: '<html>' }],
  ['another API', { status: 200, text: '[]' }],
  ['an unknown command', undefined],
  [
    'an error that repeats the password',
    {
      status: 500,
      text: JSON.stringify({ value: { error: 'unknown error', message: 'not for hush-hush' } }),
    },
  ],
])('explains %s without showing the credentials', async (_, response) => {
  const { endpoint, port } = await fakeGrid({ 'GET /wd/status': () => response })
  const error = (await endpoint.call({ method: 'GET', path: '/status' }).catch((each: unknown) => each)) as {
    message: string
    hint?: string
  }
  expect(error.message).not.toMatch(/hush|us@er/)
  expect([error.message.replaceAll(`:${port}/`, ':<port>/'), error.hint]).toMatchSnapshot()
})

test('distinguishes no connection from a timeout', async () => {
  const unreachable = connectEndpoint(new URL('http://me:hush@127.0.0.1:2'))
  await expect(unreachable.call({ method: 'GET', path: '/status' })).rejects
    .toThrowErrorMatchingInlineSnapshot(`
    [EngineError: the grid at http://127.0.0.1:2/ cannot be reached: connect ECONNREFUSED 127.0.0.1:2]
      Check that it is running and that the address is right. Selenium 4 is at http://<host>:4444, Selenium 3 and many services at …/wd/hub.
  `)
  const { endpoint, port } = await fakeGrid({ 'GET /wd/status': () => new Promise(() => {}) })
  const late = await endpoint.call({ method: 'GET', path: '/status', timeoutMs: 20 }).catch(String)
  expect(String(late).replaceAll(`:${port}/`, ':<port>/')).toMatchInlineSnapshot(
    `"EngineError: the grid at http://127.0.0.1:<port>/wd/ did not answer within 0.02 s"`,
  )
})

test('accepts an unencoded percent sign in credentials', () => {
  const { headers } = connectEndpoint(new URL('http://me:100%@grid')).socket('/x')
  expect(headers).toEqual({ authorization: `Basic ${btoa('me:100%')}` })
})
