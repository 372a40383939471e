import { expect, test } from 'vitest'
import { defaultRetryPolicy as policy, parseRetryAfterMs, retryDelayMs } from './retry.js'

function delay(method: string, status: number, retryAfterMs?: number, attempt = 1) {
  return retryDelayMs(
    method,
    attempt,
    { kind: 'status', status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    policy,
    () => 1,
  )
}

test.each(['GET', 'PUT', 'DELETE'])(
  '%s is repeated after 429, 502, 503, 504 and without a response',
  (method) => {
    for (const status of [429, 502, 503, 504]) expect(delay(method, status)).toBe(500)
    expect(retryDelayMs(method, 1, { kind: 'no-response' }, policy, () => 0)).toBe(250)
  },
)

test('POST is repeated after 429 only', () => {
  for (const status of [500, 502, 503, 504]) expect(delay('POST', status)).toBeUndefined()
  expect(retryDelayMs('POST', 1, { kind: 'no-response' }, policy, () => 1)).toBeUndefined()
  expect(delay('POST', 429)).toBe(500)
})

test.each([400, 401, 403, 404, 409, 413, 422, 500])('no request is repeated after %i', (status) => {
  expect(delay('GET', status)).toBeUndefined()
})

test('waits double until the last attempt', () => {
  expect([1, 2, 3, 4].map((attempt) => delay('GET', 503, undefined, attempt))).toEqual([
    500,
    1_000,
    2_000,
    undefined,
  ])
})

test('Retry-After is obeyed up to a maximum', () => {
  expect(delay('GET', 429, 7_000)).toBe(7_000)
  expect(delay('GET', 429, 3_600_000)).toBeUndefined()
})

test.each([
  ['7', 7_000],
  [' 120 ', 120_000],
  ['1.5', 1_500],
  ['0', undefined],
  ['-3', undefined],
  ['1.2.3', undefined],
  ['soon', undefined],
  ['', undefined],
  [new Date(30_000).toUTCString(), 30_000],
  [new Date(-30_000).toUTCString(), undefined],
])('Retry-After %j is a wait of %s', (header, expected) => {
  expect(parseRetryAfterMs(header, 0)).toBe(expected)
})
