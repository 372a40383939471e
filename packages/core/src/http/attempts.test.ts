import { expect, test } from 'vitest'
import { createTestServiceWith, jsonResponse, rejectionOf } from '../../test/service.js'
import { TimeoutError } from './errors.js'
import type { Fetch } from './network.js'

function alwaysAnswer(status: number, headers: Record<string, string> = {}) {
  let requestCount = 0
  const fetch: Fetch = () => {
    requestCount++
    return Promise.resolve(jsonResponse(status, {}, headers))
  }
  return { fetch, requestCount: () => requestCount }
}

test('the attempts of one call end in time', async () => {
  const service = alwaysAnswer(429, { 'retry-after': '100' })
  const { client, clock } = createTestServiceWith({ fetch: service.fetch, retry: { attempts: 1_000 } })
  const start = clock.now()
  await rejectionOf(client.tests.get(1))
  expect(clock.now() - start).toBeLessThanOrEqual(600_000)
  expect(service.requestCount()).toBe(7)
})

test('the attempts of all calls together are limited', async () => {
  const { fetch, requestCount } = alwaysAnswer(503)
  const { client } = createTestServiceWith({ fetch, rateLimit: Infinity, retry: { maxRepeats: 50 } })
  await Promise.all(Array.from({ length: 200 }, () => rejectionOf(client.tests.get(1))))
  expect(requestCount()).toBe(250)
})

test('calls that succeed allow further attempts', async () => {
  let requestCount = 0
  const fetch: Fetch = () =>
    Promise.resolve(requestCount++ % 2 === 0 ? jsonResponse(503, {}) : jsonResponse(200, { id: 1 }))
  const { client } = createTestServiceWith({ fetch, rateLimit: Infinity, retry: { maxRepeats: 1 } })
  for (let count = 0; count < 20; count++) await client.tests.get(1)
  expect(requestCount).toBe(40)
})

test('a body that never ends is cut by the time limit', async () => {
  let cancelled = 0
  const fetch: Fetch = () => {
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        await new Promise((resolve) => setImmediate(resolve))
        controller.enqueue(Buffer.from(' '))
      },
      cancel: () => void cancelled++,
    })
    return Promise.resolve(new Response(body))
  }
  const { client } = createTestServiceWith({ fetch, timeoutMs: 20, retry: { attempts: 2 } })
  expect(await rejectionOf(client.tests.get(1))).toBeInstanceOf(TimeoutError)
  expect(cancelled).toBe(2)
})

test('any time limit can be longer than a timer', async () => {
  const { client } = createTestServiceWith({ timeoutMs: 2 ** 40 }, jsonResponse(200, { id: 1 }))
  expect(await client.tests.get(1)).toEqual({ id: 1 })
})
