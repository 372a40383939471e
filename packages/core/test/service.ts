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

export type ScriptedResponse = Response | Error

/** A client of a service that gives these responses in order, and the calls that it received. */
export function createTestService(...responses: ScriptedResponse[]) {
  return createTestServiceWith({}, ...responses)
}

export function createTestServiceWith(options: Partial<ClientOptions>, ...responses: ScriptedResponse[]) {
  const calls: { url: string; init: FetchInit }[] = []
  const fetch: Fetch = (url, init) => {
    calls.push({ url, init })
    const response = responses.shift()
    if (response === undefined) throw new Error('unexpected request')
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response)
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
    calls,
    clock,
    requests: () => calls.map(({ url, init }) => `${init.method} ${pathBelowApiBase(url)}`),
  }
}

function pathBelowApiBase(url: string): string {
  return url.replace('https://api.loadero.com/v2/', '')
}

/** A `fetch` whose response never comes. */
export function neverResponds(_url: string, { signal }: FetchInit): Promise<Response> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error)),
  )
}

/** The error of a promise that rejects. */
export function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`succeeded with ${JSON.stringify(value)}`)
    },
    (error: unknown) => error,
  )
}

/** The URL of a file that describes the service. */
export function wireFixture(name: string): URL {
  return new URL(`../../../fixtures/wire/${name}`, import.meta.url)
}
