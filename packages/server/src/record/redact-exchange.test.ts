import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createExchangeRedactor } from './redact-exchange.js'

const token = 'a-token-of-the-service'
const redact = createExchangeRedactor(() => [token])

function redactBody(body: unknown): unknown {
  return redact({ method: 'GET', path: '/', status: 200, body }).body
}

test.each([
  'write to jane.doe+calls@mail.example.com',
  `Authorization: LoaderoAuth ${token}`,
  "setRequestHeader('Authorization', 'Bearer hunter2hunter2')",
  'https://joe:hunter2@example.com/room',
  'https://example.com/room?user=1&access_token=hunter2',
  `const password = 'hunter2'`,
  '{"apiKey": "hunter2"}',
  `client.setValue('#password', 'hunter2')`,
  `driver.e("css", "#pass").send_keys("hunter2")`,
  'DB_PASSWORD=hunter2',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2',
  '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----',
  'AKIAHUNTER2HUNTER222',
])('the text %j is redacted', (text) => {
  const hidden = JSON.stringify(redactBody({ content: text }))
  expect(hidden).toContain('***')
  expect(hidden).not.toMatch(/hunter2|HUNTER2|jane|a-token/)
})

test.each(['client => client.url("https://example.com/room?id=1").pause(5000)', 'A call of 5 people @ noon'])(
  'the text %j stays',
  (text) => expect(redactBody({ name: text })).toEqual({ name: text }),
)

test('values of private keys are redacted and keep their types', () => {
  expect(
    redactBody({
      billing_email: 'Jane',
      phone: 5551234,
      contact: { first_name: 'Jane' },
      launching_account_id: 4711,
      address: { street: 'A road', zip: 12345, verified: true },
      mail: '',
      name: 'A call',
    }),
  ).toEqual({
    billing_email: '***',
    phone: 0,
    contact: { first_name: '***' },
    launching_account_id: 1,
    address: { street: '***', zip: 0, verified: true },
    mail: '',
    name: 'A call',
  })
})

test('a certificate is redacted, a script stays', () => {
  const certificate = { file_type: 'ssl-certificate', content: 'bytes' }
  expect(redactBody(certificate)).toEqual({ ...certificate, content: '***' })
  const script = { file_type: 'test_script', content: 'client => {}' }
  expect(redactBody(script)).toEqual(script)
})

test('the signature of a link is redacted', () => {
  const log_paths = { selenium: 'https://bucket.example/a.txt?X-Amz-Signature=abc' }
  expect(redactBody({ log_paths })).toEqual({ log_paths: { selenium: 'https://bucket.example/a.txt?***' } })
})

test('a query is redacted', () => {
  const path = `/projects/1/tests/?filter_name=${encodeURIComponent(`jane@example.com ${token}`)}&limit=5`
  const redacted = redact({ method: 'GET', path, status: 200 }).path
  expect(Object.fromEntries(new URL(redacted, 'http://x').searchParams)).toEqual({
    filter_name: '*** ***',
    limit: '5',
  })
})

test('no form of a token remains anywhere in JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      const body = { value, [text]: [`${text}${token}${text}`, { [token]: token }] }
      expect(JSON.stringify(redactBody(body))).not.toContain(token)
    }),
  )
})

test('redaction keeps all keys and types, and is stable', () => {
  const typesOf = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(typesOf)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, typesOf(child)]))
        : value === null
          ? 'null'
          : typeof value
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('id', 'name', 'email', 'items'), fc.jsonValue()), (value) => {
      const once = redactBody(value)
      expect(typesOf(once)).toEqual(typesOf(value))
      expect(redactBody(once)).toEqual(once)
    }),
  )
})
