import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { LoaderoClient } from '../client.js'
import type { Fetch } from './network.js'
import { virtualClock } from '../clock/virtual-clock.js'

/** All that a log or a crash report can show of a value. */
function everyTextOf(value: unknown): string {
  return [
    inspect(value, { depth: Infinity, showHidden: true, getters: true, maxStringLength: Infinity }),
    String(value),
    JSON.stringify(value) ?? '',
    value instanceof Error ? (value.stack ?? '') : '',
  ].join('\n')
}

/** Not every call fails: a download accepts any body with status 200. */
function valueOrError(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

/** Long enough to be no part of an ordinary word. */
const tokens = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 12,
  maxLength: 60,
})

/** Ways in which the service, a proxy or the network can return the token. */
const leaks: readonly ((token: string) => Response | Error)[] = [
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

function createLeakingClient(token: string, leak: (token: string) => Response | Error) {
  const fetch: Fetch = () => {
    const response = leak(token)
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response)
  }
  const clock = virtualClock()
  return new LoaderoClient({ projectId: 1, accessToken: token, fetch, clock, rateLimit: Infinity })
}

test('no error shows the token that a response contains', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'core-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'log.txt')
  await fc.assert(
    fc.asyncProperty(tokens, fc.constantFrom(...leaks), async (token, leak) => {
      const client = createLeakingClient(token, leak)
      const errors = [
        await valueOrError(client.tests.list()),
        await valueOrError(client.tests.list({ filter_name: token })),
        await valueOrError(client.test(1).launch()),
        await valueOrError(client.tests.create({ [token]: 1, mode: token } as never)),
        await valueOrError(client.tests.list({ [token]: 1 })),
        await valueOrError(client.run(1).wait()),
        await valueOrError(
          client.download(`https://api.loadero.com/${token}/log`, file, { overwrite: true }),
        ),
      ]
      for (const error of [...errors, client, client.test(1), client.tests]) {
        expect(everyTextOf(error)).not.toContain(token)
      }
    }),
    { numRuns: 100 },
  )
})
