import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aSummary, aTestResult } from '../../test/examples.js'
import { knownSecrets, rememberSecret } from '../collect/scripts/secrets.js'
import { codeUnits } from '../../test/hostile-texts.js'
import { createReportRedactor, redactReporter } from './redact.js'
import { junitPieces } from './junit/junit.js'
import { sessions } from '../../test/sessions.js'

test('a secret is hidden as it is, and as JSON, addresses and base64 write it', () => {
  const { text } = createReportRedactor(() => ['p"a/ss&word'])
  const forms = ['p"a/ss&word', JSON.stringify('p"a/ss&word'), '?p=p%22a%2Fss%26word', btoa('p"a/ss&word')]
  expect(forms.map(text)).toEqual(['***', '"***"', '?p=***', '***'])
})

test('the longest goes first, patterns are taken as they are, and short ones are let through', () => {
  const { text } = createReportRedactor(() => ['secret', 'secret.*', 'on', ''])
  expect(text('my secret.* and secretive on')).toBe('my *** and ***ive on')
})

test('what is marked later is hidden from then on', () => {
  const { text, redact: data } = createReportRedactor(knownSecrets)
  const value = { said: 'marked-while-loading' }
  expect(data(value)).toBe(value)
  rememberSecret('marked-while-loading')
  rememberSecret(undefined as never)
  expect(data(value)).toEqual({ said: '***' })
  expect(text('marked-while-loading')).toBe('***')
})

test('no reporter is shown a secret, wherever it stands, and data without one stays the very same', () => {
  const places = (value: string) =>
    aSummary({
      tests: [
        aTestResult({
          reasons: [
            { kind: 'script', message: `said ${value}`, participants: [value], evidence: [`/${value}.log`] },
          ],
          participants: [
            {
              label: value,
              traits: { group: value },
              status: 'failed',
              values: { [value]: value },
              reasons: [value],
              files: [],
            },
          ],
        }),
      ],
      environment: { [value]: value },
    })
  fc.assert(
    fc.property(
      codeUnits.map((text) => `key ${text}`),
      (value) => {
        const heard: unknown[] = []
        const reporter = redactReporter(
          { name: 'x', onEnd: (summary) => void heard.push(summary) },
          createReportRedactor(() => [value]),
        )
        void reporter.onEnd?.(places(value))
        expect(heard).toEqual([places('***')])
      },
    ),
    { numRuns: 40 },
  )
  const mask = createReportRedactor(() => ['hunter22'])
  expect(mask.redact(sessions.flaky)).toBe(sessions.flaky)
  expect([...junitPieces(mask.redact(places('hunter22')), { outputFile: '/j.xml' })].join('')).not.toContain(
    'hunter22',
  )
})

test('a secret that is a word of ours changes no verdict and no key', () => {
  const summary = aSummary({
    tests: [aTestResult({ verdict: 'failed' })],
    environment: { said: 'failed name' },
  })
  const { redact: data } = createReportRedactor(() => ['failed', 'name', 'verdict'])
  expect(data(summary)).toEqual({ ...summary, environment: { said: '*** ***' } })
})
