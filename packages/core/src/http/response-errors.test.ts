import { expect, test } from 'vitest'
import type { LoaderoClient } from '../client.js'
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  LaunchLostError,
  NotFoundError,
  type RequestError,
  TimeoutError,
  InvalidResponseError,
  ValidationError,
} from './errors.js'
import type { Fetch } from './network.js'
import { jsonResponse, neverResponds, rejectionOf, createTestServiceWith } from '../../test/service.js'

function htmlResponse(status: number) {
  return new Response('<html>Bad Gateway</html>', { status, headers: { 'content-type': 'text/html' } })
}
function emptyResponse(status: number) {
  return new Response(null, { status })
}
function cutResponse() {
  return new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) }), {
    status: 200,
  })
}

type ErrorClass = abstract new (...args: never[]) => Error

/** The error after each fault, and the number of requests for a read and a create. */
interface FaultCase {
  readonly fault: () => Response | Fetch
  readonly error: ErrorClass
  readonly reads: number
  readonly creates: number
  /** The error of a launch. */
  readonly launch: ErrorClass
}

const singleAttempt = { reads: 1, creates: 1 }
const repeatedReads = { reads: 4, creates: 1 }
const faults: Readonly<Record<string, FaultCase>> = {
  '400': {
    fault: () => jsonResponse(400, { code: 400, error: 'bad' }),
    error: ApiError,
    launch: ApiError,
    ...singleAttempt,
  },
  '401': {
    fault: () => jsonResponse(401, {}),
    error: AuthenticationError,
    launch: AuthenticationError,
    ...singleAttempt,
  },
  '403': {
    fault: () => jsonResponse(403, {}),
    error: AuthenticationError,
    launch: AuthenticationError,
    ...singleAttempt,
  },
  '404 in plain text': {
    fault: () => new Response('404 page not found\n', { status: 404 }),
    error: NotFoundError,
    launch: NotFoundError,
    ...singleAttempt,
  },
  '409': {
    fault: () => jsonResponse(409, { error: 'busy' }),
    error: ApiError,
    launch: ApiError,
    ...singleAttempt,
  },
  '413': { fault: () => emptyResponse(413), error: ApiError, launch: ApiError, ...singleAttempt },
  '422': {
    fault: () => jsonResponse(422, { errors: { name: ['This field is required'] } }),
    error: ValidationError,
    launch: ValidationError,
    ...singleAttempt,
  },
  '429': { fault: () => jsonResponse(429, {}), error: ApiError, launch: ApiError, reads: 4, creates: 4 },
  '301': { fault: () => htmlResponse(301), error: ApiError, launch: ApiError, ...singleAttempt },
  '500': {
    fault: () => jsonResponse(500, { error: 'oops' }),
    error: ApiError,
    launch: LaunchLostError,
    ...singleAttempt,
  },
  '503 with an HTML body': {
    fault: () => htmlResponse(503),
    error: ApiError,
    launch: LaunchLostError,
    ...repeatedReads,
  },
  '502 with an empty body': {
    fault: () => emptyResponse(502),
    error: ApiError,
    launch: LaunchLostError,
    ...repeatedReads,
  },
  'a cut connection': {
    fault: cutResponse,
    error: ConnectionError,
    launch: LaunchLostError,
    ...repeatedReads,
  },
  'no response in time': {
    fault: () => neverResponds,
    error: TimeoutError,
    launch: LaunchLostError,
    ...repeatedReads,
  },
  'HTML with a success status': {
    fault: () => htmlResponse(200),
    error: InvalidResponseError,
    launch: LaunchLostError,
    ...singleAttempt,
  },
  'an empty body with a success status': {
    fault: () => emptyResponse(204),
    error: InvalidResponseError,
    launch: LaunchLostError,
    ...singleAttempt,
  },
  'JSON of another shape': {
    fault: () => jsonResponse(200, [1]),
    error: InvalidResponseError,
    launch: LaunchLostError,
    ...singleAttempt,
  },
  'a field of another type': {
    fault: () => jsonResponse(200, { id: 'seven' }),
    error: InvalidResponseError,
    launch: LaunchLostError,
    ...singleAttempt,
  },
}

/** A service with the fault on each request of a method, and an empty list for all others. */
function createFaultyClient({ fault }: FaultCase, method: string) {
  let requestCount = 0
  const fetch: Fetch = (url, init) => {
    if (init.method !== method) return Promise.resolve(jsonResponse(200, { results: [] }))
    requestCount++
    const result = fault()
    return result instanceof Response ? Promise.resolve(result) : result(url, init)
  }
  const { client } = createTestServiceWith({ fetch, timeoutMs: 5 })
  return { client, countRequests: () => requestCount }
}

async function causeError(row: FaultCase, method: string, use: (client: LoaderoClient) => Promise<unknown>) {
  const { client, countRequests } = createFaultyClient(row, method)
  return { error: await rejectionOf(use(client)), requests: countRequests() }
}

test.each(Object.entries(faults))('%s', async (_, row) => {
  const read = await causeError(row, 'GET', (client) => client.tests.get(1))
  expect(read.error).toBeInstanceOf(row.error)
  expect(read.requests).toBe(row.reads)

  const group = { name: 'a', count: 1 }
  const write = await causeError(row, 'PUT', (client) => client.test(1).groups.update(1, group))
  expect(write.error).toBeInstanceOf(row.error)
  expect(write.requests).toBe(row.reads)

  const create = await causeError(row, 'POST', (client) => client.test(1).groups.create(group))
  expect(create.error).toBeInstanceOf(row.error)
  expect(create.requests).toBe(row.creates)

  const launch = await causeError(row, 'POST', (client) => client.test(1).launch())
  expect(launch.error).toBeInstanceOf(row.launch)
  expect(launch.requests).toBe(row.creates)

  for (const { error } of [read, write, create, launch]) {
    expect((error as RequestError).message).toMatch(/^(GET|PUT|POST) projects\/5040\/tests\/1\//)
    expect((error as RequestError).request.attempts).toBeGreaterThan(0)
  }
})

test('an unknown value and a missing field are read', async () => {
  const { client } = createTestServiceWith({}, jsonResponse(200, { id: 1, mode: 'chaos' }))
  expect(await client.tests.get(1)).toMatchObject({ id: 1, mode: 'chaos' })
})

test('an error has the request id', async () => {
  const { client } = createTestServiceWith(
    {},
    jsonResponse(500, { error: 'oops' }, { 'x-request-id': 'req-1' }),
  )
  const error = await rejectionOf(client.tests.get(1))
  expect(error).toMatchObject({ requestId: 'req-1', status: 500, body: { error: 'oops' } })
  expect(String(error)).toMatchInlineSnapshot(
    `"ApiError: GET projects/5040/tests/1/: 500 oops (request id req-1)"`,
  )
})
