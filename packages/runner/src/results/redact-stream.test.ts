import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rememberSecret } from '../model/secrets.js'
import { redactSecrets } from '../model/redact-secrets.js'
import { createRedactStream } from './redact-stream.js'

const secret = 'pässword "with" spaces/and+more'
const lines = 'first line of the key\nsecond line of the key'
rememberSecret(secret)
rememberSecret(lines)

function redact(content: string, size: number) {
  const bytes = Buffer.from(content)
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  )
  return text(Readable.from(chunks).pipe(createRedactStream()))
}

test.each([
  ['as it is', secret],
  ['in JSON', JSON.stringify({ value: secret })],
  ['in a form', new URLSearchParams({ p: secret }).toString()],
  ['in an address', `https://example.com/?p=${encodeURIComponent(secret)}`],
  ['in an address of a browser', new URL(`https://example.com/${secret}`).href],
  [
    'in lower-case percent encoding',
    encodeURIComponent(secret).replaceAll(/%../g, (hex) => hex.toLowerCase()),
  ],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in base64url', Buffer.from(secret).toString('base64url')],
  ['in the header of a user', `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`],
  ['in HTML', `<p>pässword &quot;with&quot; spaces/and+more</p>`],
  ['line by line', 'x\nfirst line of the key\ny\nsecond line of the key'],
  ['with other line ends', lines.replace('\n', '\r\n')],
])('a secret %s is hidden in a log', async (_, form) => {
  const redacted = await redact(`before ${form} after\n`, 7)
  expect(redacted).toContain('***')
  expect(redacted.length).toBeLessThan(form.length + 15)
  for (const part of [
    'pässword',
    'first line',
    'second line',
    'spaces/and',
    Buffer.from(secret).toString('base64').slice(4, 20),
  ])
    expect(redacted).not.toContain(part)
  expect(redactSecrets(form)).toContain('***')
})

test('chunks of any size hide the same and keep the rest', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant(secret), fc.constant('\n')), {
        maxLength: 12,
      }),
      fc.integer({ min: 1, max: 50 }),
      async (parts, size) => {
        const content = parts.join('').toWellFormed()
        expect(await redact(content, size)).toBe(redactSecrets(content))
      },
    ),
    { numRuns: 200 },
  )
})
