import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Summary, TestResult } from '../model.js'
import { aRun, aSummary, aTest, aTestResult } from '../testing.js'
import { junitReporter, renderJunit } from './junit.js'

const result = (parts: Partial<TestResult> = {}): TestResult =>
  aTestResult({
    participants: { total: 2, passed: 2, failed: 0 },
    run: aRun(),
    durationMs: 1_234.5,
    ...parts,
  })

const summary = (parts: Partial<Summary>): Summary =>
  aSummary({ startedMs: Date.UTC(2026, 0, 2, 3, 4, 5), durationMs: 2_000, ...parts })

const failure: Partial<TestResult> = {
  verdict: 'failed',
  reasons: [
    {
      kind: 'assert',
      message: 'webrtc/audio/rtt/avg',
      expected: '< 200',
      actual: '412',
      participants: ['buyer #0'],
      evidence: ['/out/run-34/100-buyer/script.log'],
    },
    { kind: 'script', message: 'no <button>', participants: ['buyer #1'], evidence: [] },
  ],
}

test('one flat suite a spec file, one case a test, in golden form', () => {
  const other = { ...aTest('call'), location: { file: 'specs/call.loadero.ts', line: 2 } }
  const xml = renderJunit(
    summary({
      tests: [
        result(),
        result({ ...failure, test: aTest('shop > haggles') }),
        result({
          test: other,
          verdict: 'skipped',
          reasons: [
            { kind: 'session', message: 'interrupted before its launch', participants: [], evidence: [] },
          ],
        }),
      ],
    }),
    '/out',
  )
  expect(xml).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="loadero-test" tests="3" failures="1" errors="0" skipped="1">
      <testsuite name="specs/shop.loadero.ts" timestamp="2026-01-02T03:04:05" tests="2" failures="1" errors="0" skipped="0" time="2.469" file="specs/shop.loadero.ts">
        <testcase name="shop > buys" classname="specs.shop" time="1.234" file="specs/shop.loadero.ts" line="7">
          <system-out>run 34 of test 7 at Loadero: done, 2 of 2 participants passed</system-out>
        </testcase>
        <testcase name="shop > haggles" classname="specs.shop" time="1.234" file="specs/shop.loadero.ts" line="7">
          <failure message="assert: webrtc/audio/rtt/avg: expected &lt; 200, got 412 (and 1 more reason)" type="assert">assert: webrtc/audio/rtt/avg: expected &lt; 200, got 412 (and 1 more reason)
      1 of 2 participants: buyer #0
    script: no &lt;button&gt;
      1 of 2 participants: buyer #1
        at shop &gt; haggles (specs/shop.loadero.ts:7:1)</failure>
          <system-out>run 34 of test 7 at Loadero: done, 2 of 2 participants passed
    [[ATTACHMENT|run-34/100-buyer/script.log]]</system-out>
        </testcase>
      </testsuite>
      <testsuite name="specs/call.loadero.ts" timestamp="2026-01-02T03:04:05" tests="1" failures="0" errors="0" skipped="1" time="1.234" file="specs/call.loadero.ts">
        <testcase name="call" classname="specs.call" time="1.234" file="specs/call.loadero.ts" line="2">
          <skipped message="session: interrupted before its launch">session: interrupted before its launch</skipped>
          <system-out>run 34 of test 7 at Loadero: done, 2 of 2 participants passed</system-out>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `)
})

test('a spec that could not be loaded is an error case in its file, and a session without tests is not an empty report', () => {
  const broken = renderJunit(
    summary({
      diagnostics: [
        {
          code: 'syntax-error',
          severity: 'error',
          message: 'syntax error: Unexpected token',
          location: { file: 'a.loadero.ts', line: 4, column: 7 },
        },
        {
          code: 'same-names',
          severity: 'warning',
          message: 'only a warning',
          location: { file: 'b.loadero.ts', line: 1, column: 1 },
        },
      ],
    }),
    '/out',
  )
  expect(broken).toContain('<error message="syntax error: Unexpected token" type="syntax-error">')
  expect(broken).not.toContain('warning')
  expect(renderJunit(summary({}), '/out')).toContain('<skipped message="no test was found">')
})

test('what concerns the whole session has a case of its own', () => {
  const xml = renderJunit(
    summary({
      tests: [result()],
      errors: [{ kind: 'refused', message: '401 Failed to get access token', hint: 'Check it.' }],
    }),
    '/out',
  )
  expect(xml).toContain(
    '<error message="401 Failed to get access token" type="refused">401 Failed to get access token\nCheck it.</error>',
  )
})

test('a simulated session says so', () => {
  expect(renderJunit(summary({ tests: [result()], simulated: true }), '/out')).toContain(
    '<property name="simulated" value="true"/>',
  )
})

test('whatever the texts are, the report is well-formed and says them once more when read back', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          ']]>',
          '\u001b[31m',
          '\u0000',
          '\ud800',
          '\ufffe',
          '<a>',
          '&amp;',
          '"',
          '\n',
          '\u202e',
          'é',
          '🦉',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(hostile, hostile, hostile, fc.double(), (title, message, file, durationMs) => {
      const xml = renderJunit(
        summary({
          tests: [
            result({
              test: { ...aTest(), id: title },
              verdict: 'failed',
              durationMs,
              reasons: [{ kind: 'script', message, participants: [title], evidence: [`/out/${file}`] }],
            }),
          ],
        }),
        '/out',
      )
      expect(XMLValidator.validate(xml)).toBe(true)
      const parsed = new XMLParser({ ignoreAttributes: false, trimValues: false }).parse(xml) as Parsed
      const testCase = parsed.testsuites.testsuite.testcase
      expect(testCase['@_time']).toMatch(/^\d+\.\d{3}$/)
      expect(testCase.failure['#text'].startsWith(testCase.failure['@_message'])).toBe(true)
      // oxlint-disable-next-line no-control-regex -- their absence is the point
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
      expect(xml.isWellFormed()).toBe(true)
    }),
  )
})

interface Parsed {
  testsuites: {
    testsuite: { testcase: { '@_time': string; failure: { '#text': string; '@_message': string } } }
  }
}

test('the report appears whole under its name and leaves nothing beside it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'junit-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'deep', 'junit.xml')
  await junitReporter({ outputFile: file }).onEnd?.(summary({ tests: [result()] }))
  expect(await readdir(join(directory, 'deep'))).toEqual(['junit.xml'])
  expect(await readFile(file, 'utf8')).toMatch(/^<\?xml .*<\/testsuites>\n$/s)
})
