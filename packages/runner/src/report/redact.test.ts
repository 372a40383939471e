import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aSummary, aTestResult } from '../../test/examples.js'
import { knownSecrets, rememberSecret } from '../model/secrets.js'
import { codeUnits } from '../../test/hostile-texts.js'
import { createReportRedactor, redactReporter } from './redact.js'
import { junitPieces } from './junit/junit.js'
import { sessions } from '../../test/sessions.js'

test('redacts a secret as text, JSON, URL and base64', () => {
  const { text } = createReportRedactor(() => ['p"a/ss&word'])
  const forms = ['p"a/ss&word', JSON.stringify('p"a/ss&word'), '?p=p%22a%2Fss%26word', btoa('p"a/ss&word')]
  expect(forms.map(text)).toEqual(['***', '"***"', '?p=***', '***'])
})

test('redacts the longest secret first and skips short ones', () => {
  const { text } = createReportRedactor(() => ['secret', 'secret.*', 'on', ''])
  expect(text('my secret.* and secretive on')).toBe('my *** and ***ive on')
})

test('redacts a secret from when it becomes known', () => {
  const { text, redact } = createReportRedactor(knownSecrets)
  const value = { message: 'marked-while-loading' }
  expect(redact(value)).toBe(value)
  rememberSecret('marked-while-loading')
  rememberSecret(undefined as never)
  expect(redact(value)).toEqual({ message: '***' })
  expect(text('marked-while-loading')).toBe('***')
})

test('redacts secrets in all fields and keeps other data identical', () => {
  const summaryWith = (value: string) =>
    aSummary({
      tests: [
        aTestResult({
          reasons: [
            { kind: 'script', message: `found ${value}`, participants: [value], evidence: [`/${value}.log`] },
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
        const events: unknown[] = []
        const reporter = redactReporter(
          { name: 'x', onEnd: (summary) => void events.push(summary) },
          createReportRedactor(() => [value]),
        )
        void reporter.onEnd?.(summaryWith(value))
        expect(events).toEqual([summaryWith('***')])
      },
    ),
    { numRuns: 100 },
  )
  const redactor = createReportRedactor(() => ['hunter22'])
  expect(redactor.redact(sessions.flaky)).toBe(sessions.flaky)
  expect(
    [...junitPieces(redactor.redact(summaryWith('hunter22')), { outputFile: '/j.xml' })].join(''),
  ).not.toContain('hunter22')
})

test('a secret that equals a verdict or key changes neither', () => {
  const summary = aSummary({
    tests: [aTestResult({ verdict: 'failed' })],
    environment: { branch: 'failed name' },
  })
  const { redact } = createReportRedactor(() => ['failed', 'name', 'verdict'])
  expect(redact(summary)).toEqual({ ...summary, environment: { branch: '*** ***' } })
})
