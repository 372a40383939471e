import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Summary } from '../../model/session.js'
import { aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { hostileSummary, hugeText, validateStrict } from '../../../test/hostile-texts.js'
import { type JunitOptions, junitPieces, junitReporter } from './junit.js'
import { sessions } from '../../../test/sessions.js'

const outputFile = '/project/.loadero/junit.xml'
const granularities = ['test', 'check', 'participant'] as const

function render(summary: Summary, options: Partial<JunitOptions> = {}) {
  return [...junitPieces(summary, { outputFile, ...options })].join('')
}

interface Case {
  readonly '@_name': string
  readonly '@_time': string
  readonly failure?: Problem
  readonly error?: Problem
  readonly skipped?: Problem
  readonly 'system-out'?: string
}
interface Problem {
  readonly '#text': string
  readonly '@_message': string
}

function casesOf(xml: string): readonly Case[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    trimValues: false,
    isArray: (name) => name === 'testcase' || name === 'testsuite',
  })
  const { testsuites } = parser.parse(xml) as { testsuites: { testsuite: { testcase: Case[] }[] } }
  return testsuites.testsuite.flatMap(({ testcase }) => testcase)
}

/** Removes what the strict profile does not write. */
function withoutExtras(xml: string): string {
  return xml
    .replace(/^(<testsuites .*) skipped="\d+"/m, '$1')
    .replaceAll(/^ {6}<properties>\n( {8}<property .*\n)+ {6}<\/properties>\n/gm, '')
    .replaceAll(/^( {4}<testcase .*?)( file="[^"]*")?( line="-?\d+")?(\/?>)$/gm, '$1$4')
}

test.each(Object.entries<Summary>(sessions))('the session %s conforms to the schema', (_, summary) => {
  for (const cases of granularities) {
    expect(() => validateStrict(render(summary, { cases, profile: 'strict' }))).not.toThrow()
    expect(() => validateStrict(withoutExtras(render(summary, { cases })))).not.toThrow()
  }
})

test('hostile texts and numbers keep the report valid', () => {
  fc.assert(
    fc.property(hostileSummary, fc.constantFrom(...granularities), (summary, cases) => {
      const xml = render(summary, { cases })
      validateStrict(render(summary, { cases, profile: 'strict' }))
      validateStrict(withoutExtras(xml))
      // oxlint-disable-next-line no-control-regex -- their absence is the point
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\ufffe\uffff]/)
      expect(xml.isWellFormed()).toBe(true)
      for (const { failure, error } of casesOf(xml)) {
        const problem = failure ?? error
        expect(problem?.['#text'].startsWith(problem['@_message'])).not.toBe(false)
      }
    }),
    { numRuns: 100 },
  )
})

test('shortens huge names and keeps them unique', () => {
  const named = aTestResult({ test: { ...aTest(), id: hugeText } })
  const xml = render(aSummary({ tests: [named, named] }), { profile: 'strict' })
  validateStrict(xml)
  expect(xml.length).toBeLessThan(10_000)
  const [first, second] = casesOf(xml).map((one) => one['@_name'])
  expect(first?.replace(/^(.{4,}?)\1+/, '$1…')).toMatchInlineSnapshot(`"]]><&"?é…… (559000 more characters)"`)
  expect(second).toBe(`${first} (2)`)
})

test('adds cases for checks or participants on request', () => {
  const rows = (cases: 'check' | 'participant') =>
    casesOf(render(sessions['failed-by-script'], { cases }))
      .slice(0, -3)
      .map(({ '@_name': name, '@_time': time, failure, 'system-out': out }) => [
        name,
        time,
        failure?.['@_message'],
        out,
      ])
  expect(rows('check')).toMatchInlineSnapshot(`
    [
      [
        "shop > negotiates",
        "61.250",
        "script: Timed out while waiting for element <#buy> (specs/buy.js:12)",
        "run 34 of test 7: done, 3 of 4 participants passed
    [[ATTACHMENT|run-34/103-buyer/script.log]]
    [[ATTACHMENT|run-34/103-buyer/last screen.png]]",
      ],
      [
        "shop > negotiates [script]",
        "0.000",
        "script: script, passed for 3 of 4 participants",
        "passed for 3 of 4 participants",
      ],
      [
        "shop > negotiates [webrtc/audio/rtt/avg < 150]",
        "0.000",
        undefined,
        "passed for 4 of 4 participants",
      ],
    ]
  `)
  expect(rows('participant')).toMatchInlineSnapshot(`
    [
      [
        "shop > negotiates",
        "61.250",
        "script: Timed out while waiting for element <#buy> (specs/buy.js:12)",
        "run 34 of test 7: done, 3 of 4 participants passed
    [[ATTACHMENT|run-34/103-buyer/script.log]]
    [[ATTACHMENT|run-34/103-buyer/last screen.png]]",
      ],
      [
        "shop > negotiates [buyer #0]",
        "30.000",
        undefined,
        "participant buyer
    browser chrome131
    location eu-central-1
    network 4g
    computeUnit g2",
      ],
      [
        "shop > negotiates [buyer #1]",
        "30.500",
        undefined,
        "participant buyer
    browser firefox132
    location eu-central-1
    network 4g
    computeUnit g2",
      ],
      [
        "shop > negotiates [buyer #2]",
        "31.000",
        undefined,
        "participant buyer
    browser chrome131
    location eu-central-1
    network 4g
    computeUnit g2",
      ],
      [
        "shop > negotiates [buyer #3]",
        "31.500",
        "script: Timed out while waiting for element <#buy> (specs/buy.js:12)",
        "participant buyer
    browser firefox132
    location us-west-2
    network 4g
    computeUnit g2
    [[ATTACHMENT|run-34/103-buyer/script.log]]
    [[ATTACHMENT|run-34/103-buyer/last screen.png]]",
      ],
      [
        "shop > buys",
        "61.250",
        undefined,
        "run 34 of test 7: done, 4 of 4 participants passed",
      ],
      [
        "shop > buys [buyer #0]",
        "30.000",
        undefined,
        "participant buyer
    browser chrome131
    location eu-central-1
    network 4g
    computeUnit g2",
      ],
    ]
  `)
})

test('the cases of parts never contradict the verdict', () => {
  const [{ checks, participants } = aTestResult()] = sessions['failed-by-script'].tests
  const kinds = (verdict: 'passed' | 'errored') =>
    (['check', 'participant'] as const).map((cases) =>
      casesOf(render(aSummary({ tests: [aTestResult({ verdict, checks, participants })] }), { cases }))
        .slice(1)
        .map(
          ({ failure, error, skipped }) =>
            (failure && 'failure') ?? (error && 'error') ?? skipped?.['@_message'] ?? '',
        ),
    )
  expect(kinds('passed')).toMatchInlineSnapshot(`
    [
      [
        "tolerated by the test: script: script, passed for 3 of 4 participants",
        "",
      ],
      [
        "",
        "",
        "",
        "tolerated by the test: script: Timed out while waiting for element <#buy> (specs/buy.js:12)",
      ],
    ]
  `)
  expect(kinds('errored')).toEqual([
    ['error', ''],
    ['', '', '', 'error'],
  ])
})

test('at most 1,000 participants have a case, failed ones first', () => {
  const participants = Array.from({ length: 10_000 }, (_, num) => ({
    label: `buyer #${num}`,
    traits: {},
    status: num === 9_999 ? ('failed' as const) : ('passed' as const),
    values: {},
    reasons: [],
    files: [],
  }))
  const cases = casesOf(
    render(aSummary({ tests: [aTestResult({ verdict: 'failed', participants })] }), {
      cases: 'participant',
    }),
  )
  expect(cases).toHaveLength(1_001)
  expect(cases.at(-1)?.['@_name']).toBe('shop > buys [buyer #9999]')
  expect(cases[0]?.['system-out']).toMatchInlineSnapshot(
    `"1000 of 10000 participants have a case of their own; left out: 9000 that passed, 0 that did not"`,
  )
})

test('attachment paths are relative to the configured directory', () => {
  const attachments = (options: Partial<JunitOptions>) =>
    /\[\[ATTACHMENT\|(.*)\]\]/.exec(render(sessions['failed-by-script'], options))?.[1]
  expect(attachments({})).toBe('run-34/103-buyer/script.log')
  expect(attachments({ attachments: '/project' })).toBe('.loadero/run-34/103-buyer/script.log')
  expect(attachments({ attachments: 'absolute' })).toBe('/project/.loadero/run-34/103-buyer/script.log')
})

test('writes the report atomically', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'junit-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'deep', 'junit.xml')
  await junitReporter({ outputFile: file }).onEnd?.(sessions.passed)
  expect(await readdir(join(directory, 'deep'))).toEqual(['junit.xml'])
  expect(await readFile(file, 'utf8')).toBe(render(sessions.passed, { outputFile: file }))
})
