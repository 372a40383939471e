import junitReportBuilder, { type Builder, type TestCase, type TestSuite } from 'junit-report-builder'
import { plainText, shorten } from '../plain-text.js'
import { formatSeconds, messageLine, nameLine } from './dashboard-limits.js'

/** Why a case or an attempt did not pass. */
export interface JunitProblem {
  readonly type: string
  /** One line. */
  readonly message: string
  /** Lines after the message. */
  readonly body?: string
}

/** A previous attempt, with its own facts and files. */
export interface JunitAttempt extends JunitProblem {
  readonly systemOut: string
}

export interface JunitCase {
  readonly name: string
  readonly className: string
  readonly file?: string
  readonly line?: number
  readonly seconds: number
  readonly properties?: Readonly<Record<string, string>>
  /** `failure`: the tested product failed; `error`: the result is unknown; `skipped`: it did not run. */
  readonly outcome?: JunitProblem & { readonly kind: 'failure' | 'error' | 'skipped' }
  /** The other attempts that did not pass. */
  readonly attempts?: readonly JunitAttempt[]
  readonly systemOut?: string
}

export interface JunitSuite {
  readonly name: string
  /** Distinguishes suites of the same name from several machines. */
  readonly id: string
  readonly file?: string
  /** From the first start to the last end of its tests, in milliseconds since the epoch. */
  readonly startedMs: number
  readonly endedMs: number
  readonly properties: Readonly<Record<string, string>>
  readonly cases: readonly JunitCase[]
}

/** `strict` conforms to Jenkins' junit-10.xsd; `portable` adds what other dashboards read. */
export type JunitProfile = 'portable' | 'strict'

type XmlElement = ReturnType<TestCase['build']>

// Its types declare a `default` export, but the module itself is the builder.
const library = junitReportBuilder as unknown as Builder

const maxBodyCharacters = 100_000

/** How much of the report is written, and how large it may be. */
export interface JunitSize {
  readonly maxBytes: number
  /** The largest length of a body or a `system-out`. */
  readonly maxTextCharacters?: number | undefined
}

/**
 * Flat suites as pieces of JUnit XML, or `undefined` when they exceed the size. junit-report-builder does not support
 * messages of skipped cases, lines and attempts, and its CDATA breaks on a second `]]>`, so these are added to the
 * elements that it builds. Suites are built one by one, because the elements of a large report take twenty times the
 * memory of its text.
 */
export function junitReport(
  name: string,
  suites: Iterable<JunitSuite>,
  profile: JunitProfile,
  { maxBytes, maxTextCharacters = maxBodyCharacters }: JunitSize,
): readonly string[] | undefined {
  const totals = { tests: 0, failure: 0, error: 0, skipped: 0 }
  const texts: string[] = []
  const span = { startedMs: Infinity, endedMs: -Infinity }
  let bytes = 1_000
  for (const suite of suites) {
    for (const { outcome } of suite.cases) {
      totals.tests++
      if (outcome) totals[outcome.kind]++
    }
    if (suite.endedMs > suite.startedMs) {
      span.startedMs = Math.min(span.startedMs, suite.startedMs)
      span.endedMs = Math.max(span.endedMs, suite.endedMs)
    }
    const text = buildSuite(suite, profile, maxTextCharacters)
    bytes += Buffer.byteLength(text) + 1
    if (bytes > maxBytes) return undefined
    texts.push(text)
  }
  const attributes = {
    name,
    tests: totals.tests,
    failures: totals.failure,
    errors: totals.error,
    ...(profile === 'portable' && { skipped: totals.skipped }),
    time: formatSeconds((span.endedMs - span.startedMs) / 1_000),
  }
  const root = Object.entries(attributes).map(([key, value]) => `${key}="${value}"`)
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${root.join(' ')}>\n`,
    ...texts.map((text) => `${text}\n`),
    '</testsuites>\n',
  ]
}

function buildSuite(suite: JunitSuite, profile: JunitProfile, maxCharacters: number): string {
  const node = library
    .newBuilder()
    .testSuite()
    .name(nameLine(suite.name))
    .timestamp(new Date(suite.startedMs).toISOString().slice(0, 19))
  for (const [key, value] of Object.entries(suite.properties))
    node.property(nameLine(key), messageLine(value))
  // Dashboards drop or merge cases of the same name.
  const counts = new Map<string, number>()
  for (const testCase of suite.cases) {
    const base = nameLine(testCase.name)
    const count = (counts.get(base) ?? 0) + 1
    counts.set(base, count)
    const name = count === 1 ? base : `${base} (${count})`
    addCase(node, { ...testCase, name }, profile, maxCharacters)
  }
  const element = node.build()
  element.att('time', formatSeconds((suite.endedMs - suite.startedMs) / 1_000))
  element.att('id', nameLine(suite.id))
  if (suite.file !== undefined) element.att('file', nameLine(suite.file))
  return element.toString({ pretty: true, offset: 1 }).trimEnd()
}

function addCase(suite: TestSuite, testCase: JunitCase, profile: JunitProfile, maxCharacters: number) {
  const lines = (text: string) => shorten(plainText(text), maxCharacters)
  // Some dashboards read the message attribute and some the body, so the body begins with the message.
  const bodyOf = ({ message, body }: JunitProblem) =>
    [messageLine(message), ...(body ? [lines(body)] : [])].join('\n')
  const { name, className, file, outcome, attempts = [], systemOut } = testCase
  const node = suite.testCase().name(name).className(nameLine(className))
  if (outcome?.kind === 'failure') node.failure(messageLine(outcome.message), outcome.type)
  if (outcome?.kind === 'error') node.error(messageLine(outcome.message), outcome.type)
  if (outcome?.kind === 'skipped') node.skipped()
  if (profile === 'portable') {
    for (const [key, value] of Object.entries(testCase.properties ?? {}))
      node.property(nameLine(key), messageLine(value))
  }
  // The library has no element before it builds it.
  const build = node.build.bind(node) as (parent?: XmlElement) => XmlElement
  node.build = (parent?: XmlElement) => {
    const element = build(parent)
    element.att('time', formatSeconds(testCase.seconds))
    if (profile === 'portable' && file !== undefined) element.att('file', nameLine(file))
    if (profile === 'portable' && testCase.line !== undefined) element.att('line', testCase.line)
    if (outcome) {
      const { children } = element as unknown as { children: (XmlElement & { name?: string })[] }
      const child = children.find((one) => one.name === outcome.kind)
      if (!child) throw new Error(`junit-report-builder wrote no <${outcome.kind}>`)
      if (outcome.kind === 'skipped') child.att('message', messageLine(outcome.message))
      child.txt(bodyOf(outcome))
    }
    for (const attempt of attempts) {
      // Jenkins reads only the `…Failure` elements, also for an attempt that ended with an error.
      const child = element.ele(outcome === undefined ? 'flakyFailure' : 'rerunFailure', {
        message: messageLine(attempt.message),
        type: attempt.type,
      })
      child.ele('stackTrace').txt(bodyOf(attempt))
      if (attempt.systemOut) child.ele('system-out').txt(lines(attempt.systemOut))
    }
    if (systemOut) element.ele('system-out').txt(lines(systemOut))
    return element
  }
}
