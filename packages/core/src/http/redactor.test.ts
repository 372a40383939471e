import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { LoaderoClient } from '../client.js'
import type { Fetch } from './network.js'
import { createRedactor } from './redactor.js'
import { virtualClock } from '../clock/virtual-clock.js'

/** Everything that a log, a crash report or a curious colleague could make of a value. */
function shown(value: unknown): string {
  return [
    inspect(value, { depth: Infinity, showHidden: true, getters: true, maxStringLength: Infinity }),
    String(value),
    JSON.stringify(value) ?? '',
    value instanceof Error ? (value.stack ?? '') : '',
  ].join('\n')
}

/** Not all of it need fail: a download may take whatever comes with 200. */
function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

/** Long enough not to be part of an ordinary word. */
const tokens = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 12,
  maxLength: 60,
})

/** Ways in which a service, a proxy or the network could give the token back. */
const indiscretions: readonly ((token: string) => Response | Error)[] = [
  (token) => Response.json({ code: 403, error: `Access denied for LoaderoAuth ${token}` }, { status: 403 }),
  (token) => Response.json({ code: 422, errors: { [token]: [token] } }, { status: 422 }),
  (token) => new Response(`<pre>Authorization: LoaderoAuth ${token}</pre>`, { status: 502 }),
  (token) => new Response(`not JSON ${token}`, { status: 200 }),
  (token) => new Response(`${'x'.repeat(75)}${token}`, { status: 200 }),
  (token) => Response.json({ results: { [token]: 1 } }),
  (token) => Response.json({ error: 'no' }, { status: 500, headers: { 'x-request-id': token } }),
  (token) => new TypeError('fetch failed', { cause: new Error(`invalid header LoaderoAuth ${token}`) }),
  (token) =>
    Object.assign(new AggregateError([new Error(`first ${token}`)], token), {
      code: token,
      request: { headers: { authorization: token } },
    }),
  (token) => new Error('x', { cause: { headers: [token] } }),
]

function clientOf(token: string, indiscretion: (token: string) => Response | Error) {
  const fetch: Fetch = () => {
    const answer = indiscretion(token)
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  const clock = virtualClock()
  return new LoaderoClient({ projectId: 1, accessToken: token, fetch, clock, rateLimit: Infinity })
}

test('no error shows the token, whatever the service or the network make of it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'core-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'log.txt')
  await fc.assert(
    fc.asyncProperty(tokens, fc.constantFrom(...indiscretions), async (token, indiscretion) => {
      const client = clientOf(token, indiscretion)
      const errors = [
        await outcome(client.tests.list()),
        await outcome(client.tests.list({ filter_name: token })),
        await outcome(client.test(1).launch()),
        await outcome(client.tests.create({ [token]: 1, mode: token } as never)),
        await outcome(client.tests.list({ [token]: 1 })),
        await outcome(client.run(1).wait()),
        await outcome(client.download(`https://api.loadero.com/${token}/log`, file, { overwrite: true })),
      ]
      for (const error of [...errors, client, client.test(1), client.tests]) {
        expect(shown(error)).not.toContain(token)
      }
    }),
    { numRuns: 60 },
  )
})

test('the secret is found in each form in which it could come back', () => {
  const blot = createRedactor('a"b/c=')
  for (const form of ['a"b/c=', 'a\\"b/c=', 'a%22b%2Fc%3D', Buffer.from('a"b/c=').toString('base64')]) {
    expect(blot.text(`<${form}>`)).toBe('<[token]>')
  }
})

test('of an error its name, message, code and causes stay', () => {
  const cause = Object.assign(new TypeError('no secret here'), { code: 'ECONNRESET' })
  const blotted = createRedactor('hidden').error(new Error('was hidden', { cause }))
  expect(blotted).toMatchObject({
    message: 'was [token]',
    cause: { name: 'TypeError', message: 'no secret here', code: 'ECONNRESET' },
  })
})
