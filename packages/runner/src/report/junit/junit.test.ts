import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Check, Reason, TestResult } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import { aRun, aSummary, aTest, aTestResult } from '../../../test/examples.js'
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
  expect(first?.replace(/^(.{4,}?)\1+/, '$1…')).toMatchInlineSnapshot(
    `"]]><&"?é…]]><&… (559691 more characters)"`,
  )
  expect(second).toBe(`${first} (2)`)
})

test('adds cases for checks or participants on request', () => {
  const rows = (cases: 'check' | 'participant') =>
    casesOf(render(sessions['failed-by-script'], { cases })).map(
      ({ '@_name': name, '@_time': time, failure, 'system-out': out }) => [
        name,
        time,
        failure?.['@_message'],
        out,
      ],
    )
  expect(rows('check')).toMatchInlineSnapshot(`
    [
      [
        "shop > negotiates [script]",
        "61.250",
        "Timed out while waiting for element <#buy> (specs/buy.js:12), passed for 3 of 4 participants",
        "run 34 of test 7: done, 3 of 4 participants passed
    passed for 3 of 4 participants
    [[ATTACHMENT|run-34/103-buyer/last screen.buyer-3.103.png]]
    [[ATTACHMENT|run-34/103-buyer/buyer-3.103.script.log]]",
      ],
      [
        "shop > negotiates [webrtc/audio/rtt/avg < limit]",
        "0.000",
        undefined,
        "passed for 4 of 4 participants",
      ],
      [
        "shop > buys [script]",
        "61.250",
        undefined,
        "run 34 of test 7: done, 4 of 4 participants passed
    passed for 4 of 4 participants",
      ],
      [
        "shop > buys [webrtc/audio/rtt/avg < limit]",
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
        "Timed out while waiting for element <#buy> (specs/buy.js:12)",
        "run 34 of test 7: done, 3 of 4 participants passed
    [[ATTACHMENT|run-34/103-buyer/last screen.buyer-3.103.png]]
    [[ATTACHMENT|run-34/103-buyer/buyer-3.103.script.log]]",
      ],
      [
        "shop > negotiates [buyer #0]",
        "0.000",
        undefined,
        "participant buyer
    browser chrome131
    location eu-central-1
    network 4g
    computeUnit g2
    duration 30.0 s",
      ],
      [
        "shop > negotiates [buyer #1]",
        "0.000",
        undefined,
        "participant buyer
    browser firefox132
    location eu-central-1
    network 4g
    computeUnit g2
    duration 30.5 s",
      ],
      [
        "shop > negotiates [buyer #2]",
        "0.000",
        undefined,
        "participant buyer
    browser chrome131
    location eu-central-1
    network 4g
    computeUnit g2
    duration 31.0 s",
      ],
      [
        "shop > negotiates [buyer #3]",
        "0.000",
        "Timed out while waiting for element <#buy> (specs/buy.js:12)",
        "participant buyer
    browser firefox132
    location us-west-2
    network 4g
    computeUnit g2
    duration 31.5 s
    [[ATTACHMENT|run-34/103-buyer/last screen.buyer-3.103.png]]
    [[ATTACHMENT|run-34/103-buyer/buyer-3.103.script.log]]",
      ],
      [
        "shop > buys",
        "61.250",
        undefined,
        "run 34 of test 7: done, 4 of 4 participants passed",
      ],
      [
        "shop > buys [buyer #0]",
        "0.000",
        undefined,
        "participant buyer
    browser chrome131
    location eu-central-1
    network 4g
    computeUnit g2
    duration 30.0 s",
      ],
      [
        "shop > buys [buyer #1]",
        "0.000",
        undefined,
        "participant buyer
    browser firefox132
    location eu-central-1
    network 4g
    computeUnit g2
    duration 30.5 s",
      ],
      [
        "shop > buys [buyer #2]",
        "0.000",
        undefined,
        "participant buyer
    browser chrome131
    location eu-central-1
    network 4g
    computeUnit g2
    duration 31.0 s",
      ],
      [
        "shop > buys [buyer #3]",
        "0.000",
        undefined,
        "participant buyer
    browser firefox132
    location us-west-2
    network 4g
    computeUnit g2
    duration 31.5 s",
      ],
    ]
  `)
})

test('the cases of parts never contradict the verdict', () => {
  const [{ checks, participants } = aTestResult()] = sessions['failed-by-script'].tests
  const kinds = (verdict: 'passed' | 'errored') =>
    (['check', 'participant'] as const).map((granularity) =>
      casesOf(
        render(aSummary({ tests: [aTestResult({ verdict, checks, participants })] }), { cases: granularity }),
      )
        .slice(granularity === 'check' ? 0 : 1)
        .map(
          ({ failure, error, skipped }) =>
            (failure && 'failure') ?? (error && 'error') ?? skipped?.['@_message'] ?? '',
        ),
    )
  expect(kinds('passed')).toMatchInlineSnapshot(`
    [
      [
        "tolerated by the test: script, passed for 3 of 4 participants",
        "",
      ],
      [
        "",
        "",
        "",
        "tolerated by the test: Timed out while waiting for element <#buy> (specs/buy.js:12)",
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
  const file = 'run-34/103-buyer/last screen.buyer-3.103.png'
  expect(attachments({})).toBe(file)
  expect(attachments({ attachments: '/project' })).toBe(`.loadero/${file}`)
  expect(attachments({ attachments: 'absolute' })).toBe(`/project/.loadero/${file}`)
})

test('paths of sources are those of the repository', () => {
  const sourcePath = (file: string) => `packages/load/${file}`
  const details = ['- Expected', '+ Received', 'at checkRtt specs/shop.loadero.ts:9:5']
  const reasons = [
    { kind: 'verify', message: 'expected 3 to be 4', details, participants: [], evidence: [] },
  ] as const
  const script = aTestResult(sessions['failed-by-script'].tests[0])
  const xml = render(aSummary({ tests: [script, aTestResult({ verdict: 'failed', reasons })] }), {
    sourcePath,
  })
  const [first, second] = casesOf(xml)
  expect(first?.failure?.['#text']).toMatchInlineSnapshot(`
    "Timed out while waiting for element <#buy> (specs/buy.js:12)
      1 of 4 participants: buyer #3
        at script (packages/load/specs/buy.js:12:1)
        at shop > negotiates (packages/load/specs/shop.loadero.ts:7:1)"
  `)
  expect(second?.failure?.['#text']).toMatchInlineSnapshot(`
    "expected 3 to be 4
      - Expected
      + Received
      at checkRtt packages/load/specs/shop.loadero.ts:9:5
        at verify (packages/load/specs/shop.loadero.ts:9:1)
        at shop > buys (packages/load/specs/shop.loadero.ts:7:1)"
  `)
  expect(xml.match(/ file="[^"]*"/g)).toEqual(Array(3).fill(' file="packages/load/specs/shop.loadero.ts"'))
})

test('a suite lasts from the first start to the last end', () => {
  const at = (
    startedMs: number,
    durationMs: number,
    file: string,
    parts: Partial<TestResult> = {},
  ): TestResult =>
    aTestResult({
      test: { ...aTest(`${file} ${startedMs}`), location: { file, line: 1 } },
      run: aRun(),
      startedMs,
      durationMs,
      ...parts,
    })
  const tests = [
    at(10_000, 60_000, 'a.loadero.ts'),
    at(20_000, 60_000, 'a.loadero.ts'),
    at(500_000, 30_000, 'b.loadero.ts', {
      previousAttempts: [{ ...at(400_000, 9_000, 'b.loadero.ts'), verdict: 'errored' }],
    }),
    // It was not launched, and waited only.
    {
      ...aTestResult({ durationMs: 900_000 }),
      test: { ...aTest(), location: { file: 'c.loadero.ts', line: 1 } },
    },
  ]
  for (const cases of granularities) {
    const xml = render(aSummary({ startedMs: 5_000, tests }), { cases })
    expect([...xml.matchAll(/<testsuite.*? time="([^"]*)"/g)].map(([, time]) => time)).toEqual([
      '520.000',
      '70.000',
      '130.000',
      '0.000',
    ])
    expect([...xml.matchAll(/ timestamp="[^"]*T([^"]*)"/g)].map(([, time]) => time)).toEqual([
      '00:00:10',
      '00:06:40',
      '00:00:05',
    ])
    expect(casesOf(xml).at(-1)?.['@_time']).toBe('0.000')
  }
})

test('each attempt has its own reason and files, the last one leads', () => {
  const reason = (message: string, file: string) => ({
    kind: 'script' as const,
    message,
    participants: ['buyer #0'],
    evidence: [`/project/.loadero/${file}.log`, `/project/.loadero/${file}.png`],
  })
  const attempt = (verdict: TestResult['verdict'], message: string, file: string) => ({
    verdict,
    reasons: [reason(message, file)],
    participantCounts: { total: 1, passed: 0, failed: 1 },
    durationMs: 1_000,
  })
  const result = aTestResult({
    ...attempt('failed', 'third', 'c'),
    previousAttempts: [attempt('failed', 'first', 'a'), attempt('errored', 'second', 'b')],
  })
  const xml = render(aSummary({ tests: [result] }), { attachments: '/project/.loadero' })
  expect(casesOf(xml)[0]?.failure?.['@_message']).toBe('third')
  const reruns = [...xml.matchAll(/<rerunFailure message="(\w+)".*?<system-out>(.*?)<\/system-out>/gs)]
  expect(reruns.map(([, message, out]) => [message, out])).toEqual([
    ['first', '[[ATTACHMENT|a.png]]\n[[ATTACHMENT|a.log]]'],
    ['second', '[[ATTACHMENT|b.png]]\n[[ATTACHMENT|b.log]]'],
  ])
  expect(casesOf(xml)[0]?.['system-out']).toMatchInlineSnapshot(`
    "failed at attempt 3
    attempt 1 failed: script: first
    attempt 2 errored: script: second
    [[ATTACHMENT|c.png]]
    [[ATTACHMENT|a.png]]
    [[ATTACHMENT|b.png]]
    [[ATTACHMENT|c.log]]
    [[ATTACHMENT|a.log]]
    [[ATTACHMENT|b.log]]"
  `)
})

test('checks of one metric have their own failures', () => {
  const check = (limit: string, outcome: Check['outcome']): Check => ({
    kind: 'expectation',
    name: `${limit} percentile of rtt < limit`,
    title: `${limit} percentile of rtt < ${limit} ms`,
    outcome,
    gate: { path: 'rtt', operator: 'lt', limit },
    actual: '900 ms',
    participants: { total: 4, passed: 0 },
  })
  const reason = (limit: string): Reason => ({
    kind: 'expectation',
    message: `${limit} percentile of rtt`,
    expected: `< ${limit} ms`,
    actual: '900 ms',
    participants: [],
    evidence: [],
  })
  const tests = [
    aTestResult({
      verdict: 'failed',
      checks: [check('50', 'failed'), check('95', 'failed'), check('99', 'passed')],
      reasons: [reason('50'), reason('95')],
    }),
  ]
  const xml = render(aSummary({ tests }), { cases: 'check' })
  expect(casesOf(xml).map(({ failure }) => failure?.['#text'].split('\n')[1])).toEqual([
    'expectation: 50 percentile of rtt is 900 ms, the limit is < 50 ms',
    'expectation: 95 percentile of rtt is 900 ms, the limit is < 95 ms',
    undefined,
  ])
  expect(xml).toContain('tests="3" failures="2" errors="0"')
})

test.each(granularities)('a report by %s stays below its limit and says what is left out', (cases) => {
  const tests = Array.from({ length: 40 }, (_, index) => {
    const [result] = sessions[index % 2 === 0 ? 'failed-by-script' : 'passed'].tests
    return aTestResult({ ...result, test: aTest(`shop > ${index}`) })
  })
  const whole = render(aSummary({ tests }), { cases }).length
  for (const share of [0.95, 0.8, 0.6, 0.45]) {
    const maxBytes = Math.round(whole * share)
    const xml = render(aSummary({ tests }), { cases, maxBytes })
    expect(xml.length).toBeLessThanOrEqual(maxBytes)
    expect(casesOf(xml).at(-1)?.skipped?.['@_message']).toMatch(/too large for dashboards: ./)
    expect(xml.match(/<failure /g)?.length).toBeGreaterThanOrEqual(share > 0.7 ? 20 : 1)
  }
})

test('names and traces are one line of at most 1,000 bytes', () => {
  const anyName = fc.string({ unit: fc.constantFrom('<', '&', '"', '\n', 'é', '🦉', 'x'), maxLength: 2_000 })
  fc.assert(
    fc.property(anyName, (name) => {
      const result = aTestResult({
        test: aTest(name),
        verdict: 'failed',
        reasons: [{ kind: 'run', message: 'ended', participants: [], evidence: [] }],
      })
      const xml = render(aSummary({ tests: [result, result] }))
      for (const [, text = ''] of xml.matchAll(/ (?:class)?name="([^"]*)"/g)) {
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000)
      }
      expect(casesOf(xml)[0]?.failure?.['#text'].split('\n')).toHaveLength(2)
    }),
  )
})

test('writes the report atomically', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'junit-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'deep', 'junit.xml')
  await junitReporter({ outputFile: file }).onEnd?.(sessions.passed)
  expect(await readdir(join(directory, 'deep'))).toEqual(['junit.xml'])
  expect(await readFile(file, 'utf8')).toBe(render(sessions.passed, { outputFile: file }))
})
