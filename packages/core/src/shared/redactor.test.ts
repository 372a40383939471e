import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor, createSecretPattern, redactedText, secretEncodings } from './redactor.js'

function redactorFor(...secrets: string[]) {
  return createRedactor(() => secrets)
}

function printable(minLength: number, maxLength: number) {
  const unit = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code))
  return fc.string({ unit, minLength, maxLength })
}

test('a secret is hidden in each of its encodings', () => {
  const secret = 'a"b/c='
  for (const form of [secret, 'a\\"b/c=', 'a%22b%2Fc%3D', Buffer.from(secret).toString('base64')]) {
    expect(redactorFor(secret).text(`<${form}>`)).toBe('<***>')
  }
})

test.each([
  ['test', 'GET projects/1/tests/: latest test_script', 'GET projects/1/tests/: latest test_script'],
  ['test', 'LoaderoAuth test', 'LoaderoAuth ***'],
  ['test', '{"token":"test"}', '{"token":"***"}'],
  ['test', '?key=test&name=contest', '?key=***&name=contest'],
  ['test', 'auth%20test', 'auth%20***'],
  ['test', String.raw`first line\ntest\tend`, String.raw`first line\n***\tend`],
  ['test', '\u001b[31mtest\u001b[0m', '\u001b[31m***\u001b[0m'],
  ['-key-', 'monkey-key-chain', 'monkey***chain'],
  ['öl42', 'föl42 öl42', 'föl42 ***'],
  ['abc', 'abc', 'abc'],
  ['secret-token-0815', 'xsecret-token-0815x', 'x***x'],
])('the secret %j turns %j into %j', (secret, value, expected) => {
  expect(redactorFor(secret).text(value)).toBe(expected)
})

test('the longest of several secrets is hidden first', () => {
  expect(redactorFor('hunter', 'hunter-two').text('hunter-two and hunter')).toBe('*** and ***')
})

test('a long secret is hidden wherever it occurs', () => {
  fc.assert(
    fc.property(printable(12, 60), fc.string(), fc.string(), (secret, before, after) => {
      for (const form of secretEncodings(secret)) {
        expect(redactorFor(secret).text(before + form + after)).not.toContain(form)
      }
    }),
    { numRuns: 500 },
  )
})

test('a short secret is hidden between characters of no word', () => {
  const separator = fc.constantFrom(' ', '"', '=', '/', ':', '&', '%20', '\\n', '\n', '\u001b[1m')
  fc.assert(
    fc.property(
      printable(4, 11),
      separator,
      fc.constantFrom(' ', '"', '\\n', '%20', '&', ''),
      (secret, a, b) => {
        for (const form of secretEncodings(secret)) {
          expect(redactorFor(secret).text(`x${a}${form}${b}`)).toContain(redactedText)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('secrets that are added later are hidden too', () => {
  const secrets: string[] = []
  const redactor = createRedactor(() => secrets)
  expect(redactor.text('hunter')).toBe('hunter')
  secrets.push('hunter')
  expect(redactor.text('hunter')).toBe('***')
})

test('the pattern is the same object while the secrets are the same', () => {
  const secrets = ['hunter']
  const currentPattern = createSecretPattern(() => secrets)
  const first = currentPattern()
  expect(currentPattern()).toBe(first)
  secrets.push('hunter-two')
  expect(currentPattern()).not.toBe(first)
  secrets.length = 0
  expect(currentPattern()).toBeUndefined()
})

test('keys and values of JSON are redacted in a copy', () => {
  const body = { 'hunter-two': ['hunter-two', 1, null, { deep: 'a hunter-two b' }] }
  expect(redactorFor('hunter-two').json(body)).toEqual({ '***': ['***', 1, null, { deep: 'a *** b' }] })
})

test('of an error name, message, code and causes stay', () => {
  const cause = Object.assign(new TypeError('no secret here'), { code: 'ECONNRESET' })
  expect(redactorFor('hidden').error(new Error('was hidden', { cause }))).toMatchObject({
    message: 'was ***',
    cause: { name: 'TypeError', message: 'no secret here', code: 'ECONNRESET' },
  })
})
