import { type ClientOptions, LoaderoClient } from '../src/client.js'
import type { Fetch, FetchInit } from '../src/http/network.js'
import { virtualClock } from '../src/clock/virtual-clock.js'

export const token = 'secret-token-0815'

export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

export type ScriptedTest = Response | Error

/** A client of a service that gives these answers one after another, and remembers what it was asked. */
export function createTestService(...answers: ScriptedTest[]) {
  return createTestServiceWith({}, ...answers)
}

export function createTestServiceWith(options: Partial<ClientOptions>, ...answers: ScriptedTest[]) {
  const asked: { url: string; init: FetchInit }[] = []
  const fetch: Fetch = (url, init) => {
    asked.push({ url, init })
    const answer = answers.shift()
    if (answer === undefined) throw new Error('asked once too often')
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  const clock = virtualClock()
  const client = new LoaderoClient({
    projectId: 5040,
    accessToken: token,
    fetch,
    clock,
    random: () => 1,
    ...options,
  })
  return {
    client,
    asked,
    clock,
    requests: () => asked.map(({ url, init }) => `${init.method} ${below(url)}`),
  }
}

/** The part of an address that the tests are about. */
function below(url: string): string {
  return url.replace('https://api.loadero.com/v2/', '')
}

export const neverResponds: Fetch = (_url, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

/** What a promise was rejected with. */
export function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`succeeded with ${JSON.stringify(value)}`)
    },
    (error: unknown) => error,
  )
}

/** URL of a file of the facts about the service that the repository holds. */
export function wireFixture(name: string): URL {
  return new URL(`../../../fixtures/wire/${name}`, import.meta.url)
}
