import fc from 'fast-check'
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

const nowMs = Date.UTC(2026, 10, 26, 12)
const backoffMs = 500
const maxMs = 120_000

function date(inMs: number) {
  return new Date(nowMs + inMs).toUTCString()
}

test.each<readonly [string, number]>([
  ['7', 7_000],
  [' 120 ', 120_000],
  ['1.5', 1_500],
  // Shorter than the usual wait, or in the past.
  ...['0', '0.001', '-0', '-3', '-1.5', date(-30_000), date(0), '0000-01-01'].map(
    (text) => [text, backoffMs] as const,
  ),
  // Neither seconds nor a date.
  ...[
    '',
    'soon',
    '1.2.3',
    '1e3',
    '0x10',
    '+5',
    '5s',
    '5 seconds',
    'in 2099',
    'NaN',
    'Infinity',
    '٣',
    ',',
    '1,5',
  ].map((text) => [text, backoffMs] as const),
  [date(30_000), 30_000],
  ['Thursday, 26-Nov-26 12:00:30 GMT', 30_000],
  ['Thu, 26 Nov 2026 13:00:30 +0100', 30_000],
  // Longer than a request can wait.
  ...['3600', '99999999999999999999', '9'.repeat(400), date(86_400_000), 'Fri, 31 Dec 9999 23:59:59 GMT'].map(
    (text) => [text, maxMs] as const,
  ),
])('after 429 with Retry-After %j the wait is %d ms', (header, expected) => {
  for (const method of ['GET', 'POST']) {
    expect(delay(method, 429, parseRetryAfterMs(header, nowMs))).toBe(expected)
  }
})

test('no Retry-After makes a wait immediate or endless', () => {
  const header = fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String), fc.constant(null))
  fc.assert(
    fc.property(header, fc.integer({ min: 1, max: 3 }), (text, attempt) => {
      const waitMs = delay('GET', 503, parseRetryAfterMs(text, nowMs), attempt)
      expect(waitMs).toBeGreaterThanOrEqual(backoffMs)
      expect(waitMs).toBeLessThanOrEqual(maxMs)
    }),
  )
})

test('a wait never exceeds its maximum', () => {
  const manyAttempts = { ...policy, attempts: 1_000 }
  expect(retryDelayMs('GET', 999, { kind: 'no-response' }, manyAttempts, () => 1)).toBe(maxMs)
})
