import { expect, test } from 'vitest'
import { fakeGrid } from '../../../test/fake-grid.js'
import { connectEndpoint } from './endpoint.js'

test('credentials go with each request', async () => {
  const { endpoint, requests, credentials } = await fakeGrid({ 'GET /wd/status': () => ({ ready: true }) })
  expect(await endpoint.ask({ method: 'GET', path: '/status' })).toEqual({ ready: true })
  expect(requests).toEqual(['GET /wd/status'])
  expect([...credentials]).toEqual([`Basic ${btoa('us@er:hush-hush')}`])
})

test.each([
  ['a closed door', { status: 401, text: '' }],
  ['a page', { status: 200, text: '<html>' }],
  ['another API', { status: 200, text: '[]' }],
  ['an unknown command', undefined],
  [
    'an error that repeats the password',
    {
      status: 500,
      text: JSON.stringify({ value: { error: 'unknown error', message: 'not for hush-hush' } }),
    },
  ],
])('%s is told with the address and a way out, without credentials', async (_, answer) => {
  const { endpoint, port } = await fakeGrid({ 'GET /wd/status': () => answer })
  const error = (await endpoint.ask({ method: 'GET', path: '/status' }).catch((each: unknown) => each)) as {
    message: string
    hint?: string
  }
  expect(error.message).not.toMatch(/hush|us@er/)
  expect([error.message.replaceAll(`:${port}/`, ':<port>/'), error.hint]).toMatchSnapshot()
})

test('nobody there, and nobody who answers in time, are told apart', async () => {
  const nobody = connectEndpoint(new URL('http://me:hush@127.0.0.1:2'))
  await expect(nobody.ask({ method: 'GET', path: '/status' })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [EngineError: the grid at http://127.0.0.1:2/ cannot be reached: connect ECONNREFUSED 127.0.0.1:2]
      Is it up, and is that its address? Selenium 4 is at http://<host>:4444, Selenium 3 and many services at …/wd/hub.
  `)
  const { endpoint, port } = await fakeGrid({ 'GET /wd/status': () => new Promise(() => {}) })
  const late = await endpoint.ask({ method: 'GET', path: '/status', timeoutMs: 20 }).catch(String)
  expect(String(late).replaceAll(`:${port}/`, ':<port>/')).toMatchInlineSnapshot(
    `"EngineError: the grid at http://127.0.0.1:<port>/wd/ did not answer within 0.02 s"`,
  )
})

test('a percent sign that nobody encoded is one', () => {
  const { headers } = connectEndpoint(new URL('http://me:100%@grid')).socket('/x')
  expect(headers).toEqual({ authorization: `Basic ${btoa('me:100%')}` })
})
