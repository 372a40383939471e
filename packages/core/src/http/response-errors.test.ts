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

function html(status: number) {
  return new Response('<html>Bad Gateway</html>', { status, headers: { 'content-type': 'text/html' } })
}
function empty(status: number) {
  return new Response(null, { status })
}
function cut() {
  return new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) }), {
    status: 200,
  })
}

type Kind = abstract new (...args: never[]) => Error

/** What comes of each fault: the error and how often it was asked, for a read, a create, and the POST of a launch. */
interface Row {
  readonly fault: () => Response | Fetch
  readonly error: Kind
  readonly reads: number
  readonly creates: number
  /** Looked for when a run may have started. */
  readonly launch: Kind
}

const refused = { reads: 1, creates: 1 }
const passing = { reads: 4, creates: 1 }
const faults: Readonly<Record<string, Row>> = {
  '400': {
    fault: () => jsonResponse(400, { code: 400, error: 'bad' }),
    error: ApiError,
    launch: ApiError,
    ...refused,
  },
  '401': {
    fault: () => jsonResponse(401, {}),
    error: AuthenticationError,
    launch: AuthenticationError,
    ...refused,
  },
  '403': {
    fault: () => jsonResponse(403, {}),
    error: AuthenticationError,
    launch: AuthenticationError,
    ...refused,
  },
  '404 in plain text': {
    fault: () => new Response('404 page not found\n', { status: 404 }),
    error: NotFoundError,
    launch: NotFoundError,
    ...refused,
  },
  '409': { fault: () => jsonResponse(409, { error: 'busy' }), error: ApiError, launch: ApiError, ...refused },
  '413': { fault: () => empty(413), error: ApiError, launch: ApiError, ...refused },
  '422': {
    fault: () => jsonResponse(422, { errors: { name: ['This field is required'] } }),
    error: ValidationError,
    launch: ValidationError,
    ...refused,
  },
  '429': { fault: () => jsonResponse(429, {}), error: ApiError, launch: ApiError, reads: 4, creates: 4 },
  '301': { fault: () => html(301), error: ApiError, launch: ApiError, ...refused },
  '500': {
    fault: () => jsonResponse(500, { error: 'oops' }),
    error: ApiError,
    launch: LaunchLostError,
    ...refused,
  },
  '503 with an HTML body': { fault: () => html(503), error: ApiError, launch: LaunchLostError, ...passing },
  '502 with an empty body': { fault: () => empty(502), error: ApiError, launch: LaunchLostError, ...passing },
  'a cut connection': { fault: cut, error: ConnectionError, launch: LaunchLostError, ...passing },
  'no answer in time': {
    fault: () => neverResponds,
    error: TimeoutError,
    launch: LaunchLostError,
    ...passing,
  },
  'HTML with a good status': {
    fault: () => html(200),
    error: InvalidResponseError,
    launch: LaunchLostError,
    ...refused,
  },
  'an empty body with a good status': {
    fault: () => empty(204),
    error: InvalidResponseError,
    launch: LaunchLostError,
    ...refused,
  },
  'JSON of another shape': {
    fault: () => jsonResponse(200, [1]),
    error: InvalidResponseError,
    launch: LaunchLostError,
    ...refused,
  },
  'a field of another type': {
    fault: () => jsonResponse(200, { id: '7' }),
    error: InvalidResponseError,
    launch: LaunchLostError,
    ...refused,
  },
}

/** A service with the fault on each request of a method, and an empty list for every other. */
function broken({ fault }: Row, method: string) {
  let times = 0
  const fetch: Fetch = (url, init) => {
    if (init.method !== method) return Promise.resolve(jsonResponse(200, { results: [] }))
    times++
    const answer = fault()
    return answer instanceof Response ? Promise.resolve(answer) : answer(url, init)
  }
  const { client } = createTestServiceWith({ fetch, timeoutMs: 5 })
  return { client, times: () => times }
}

async function failing(row: Row, method: string, use: (client: LoaderoClient) => Promise<unknown>) {
  const { client, times } = broken(row, method)
  return { error: await rejectionOf(use(client)), times: times() }
}

test.each(Object.entries(faults))('%s', async (_, row) => {
  const read = await failing(row, 'GET', (client) => client.tests.get(1))
  expect(read.error).toBeInstanceOf(row.error)
  expect(read.times).toBe(row.reads)

  const group = { name: 'a', count: 1 }
  const write = await failing(row, 'PUT', (client) => client.test(1).groups.update(1, group))
  expect(write.error).toBeInstanceOf(row.error)
  expect(write.times).toBe(row.reads)

  const create = await failing(row, 'POST', (client) => client.test(1).groups.create(group))
  expect(create.error).toBeInstanceOf(row.error)
  expect(create.times).toBe(row.creates)

  const launch = await failing(row, 'POST', (client) => client.test(1).launch())
  expect(launch.error).toBeInstanceOf(row.launch)
  expect(launch.times).toBe(row.creates)

  for (const { error } of [read, write, create, launch]) {
    expect((error as RequestError).message).toMatch(/^(GET|PUT|POST) projects\/5040\/tests\/1\//)
    expect((error as RequestError).request.attempts).toBeGreaterThan(0)
  }
})

test('an unknown value of an enumeration and a missing field are no faults', async () => {
  const { client } = createTestServiceWith({}, jsonResponse(200, { id: 1, mode: 'chaos' }))
  expect(await client.tests.get(1)).toMatchObject({ id: 1, mode: 'chaos' })
})

test('the request id of an error is kept, and told', async () => {
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
