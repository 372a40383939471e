import junitReportBuilder, { type Builder, type TestCase, type TestSuite } from 'junit-report-builder'
import { plainLine, plainText, shorten } from '../plain-text.js'

/** Why a case or an attempt did not pass. */
export interface JunitProblem {
  readonly type: string
  /** One line. */
  readonly message: string
  /** Lines after the message. */
  readonly body?: string
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
  readonly attempts?: readonly JunitProblem[]
  readonly systemOut?: string
}

export interface JunitSuite {
  readonly name: string
  /** Distinguishes suites of the same name from several machines. */
  readonly id: string
  readonly file?: string
  readonly timestamp: Date
  readonly properties: Readonly<Record<string, string>>
  readonly cases: readonly JunitCase[]
}

/** `strict` conforms to Jenkins' junit-10.xsd; `portable` adds what other dashboards read. */
export type JunitProfile = 'portable' | 'strict'

type XmlElement = ReturnType<TestCase['build']>

// Its types declare a `default` export, but the module itself is the builder.
const library = junitReportBuilder as unknown as Builder

const maxNameCharacters = 1_000
const maxBodyCharacters = 100_000

/**
 * Writes flat suites as pieces of JUnit XML. junit-report-builder does not support messages of skipped cases, lines and
 * attempts, and its CDATA breaks on a second `]]>`, so these are added to the elements that it builds. Suites are built
 * one by one, because the elements of a large report take twenty times the memory of its text.
 */
export function* junitReport(
  name: string,
  suites: Iterable<JunitSuite>,
  profile: JunitProfile,
): Generator<string> {
  const totals = { tests: 0, failure: 0, error: 0, skipped: 0, seconds: 0 }
  const texts: string[] = []
  for (const suite of suites) {
    for (const { outcome, seconds } of suite.cases) {
      totals.tests++
      totals.seconds += clampSeconds(seconds)
      if (outcome) totals[outcome.kind]++
    }
    texts.push(buildSuite(suite, profile))
  }
  const attributes = {
    name,
    tests: totals.tests,
    failures: totals.failure,
    errors: totals.error,
    ...(profile === 'portable' && { skipped: totals.skipped }),
    time: formatSeconds(totals.seconds),
  }
  const root = Object.entries(attributes).map(([key, value]) => `${key}="${value}"`)
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${root.join(' ')}>\n`
  for (const text of texts) yield `${text}\n`
  yield '</testsuites>\n'
}

/** Never empty, because some dashboards drop cases without a name. */
function line(text: string): string {
  return shorten(plainLine(text), maxNameCharacters) || '?'
}

function lines(text: string): string {
  return shorten(plainText(text), maxBodyCharacters)
}

function buildSuite(suite: JunitSuite, profile: JunitProfile): string {
  const node = library
    .newBuilder()
    .testSuite()
    .name(line(suite.name))
    .timestamp(suite.timestamp.toISOString().slice(0, 19))
  for (const [key, value] of Object.entries(suite.properties)) node.property(line(key), line(value))
  for (const testCase of withUniqueNames(suite.cases)) addCase(node, testCase, profile)
  const element = node.build()
  const seconds = suite.cases.reduce((sum, testCase) => sum + clampSeconds(testCase.seconds), 0)
  element.att('time', formatSeconds(seconds))
  element.att('id', line(suite.id))
  if (suite.file !== undefined) element.att('file', line(suite.file))
  return element.toString({ pretty: true, offset: 1 }).trimEnd()
}

/** Dashboards drop or merge cases of the same name. */
function withUniqueNames(cases: readonly JunitCase[]): readonly JunitCase[] {
  const counts = new Map<string, number>()
  return cases.map((testCase) => {
    const name = line(testCase.name)
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return { ...testCase, name: count === 1 ? name : `${name} (${count})` }
  })
}

function addCase(suite: TestSuite, testCase: JunitCase, profile: JunitProfile) {
  const { name, className, file, outcome, attempts = [], systemOut } = testCase
  const node = suite.testCase().name(name).className(line(className))
  if (outcome?.kind === 'failure') node.failure(line(outcome.message), outcome.type)
  if (outcome?.kind === 'error') node.error(line(outcome.message), outcome.type)
  if (outcome?.kind === 'skipped') node.skipped()
  if (profile === 'portable') {
    for (const [key, value] of Object.entries(testCase.properties ?? {}))
      node.property(line(key), line(value))
  }
  onBuild(node, (element) => {
    element.att('time', formatSeconds(testCase.seconds))
    if (profile === 'portable' && file !== undefined) element.att('file', line(file))
    if (profile === 'portable' && testCase.line !== undefined) element.att('line', testCase.line)
    if (outcome) {
      const child = childOf(element, outcome.kind)
      if (outcome.kind === 'skipped') child.att('message', line(outcome.message))
      child.txt(textOf(outcome))
    }
    for (const attempt of attempts) addAttempt(element, attempt, outcome === undefined)
    if (systemOut) element.ele('system-out').txt(lines(systemOut))
  })
}

/** Some dashboards read the message attribute and some the body, so the body begins with the message. */
function textOf({ message, body }: JunitProblem): string {
  return [line(message), ...(body ? [lines(body)] : [])].join('\n')
}

/** Jenkins reads only the `…Failure` elements, also for an attempt that ended with an error. */
function addAttempt(element: XmlElement, attempt: JunitProblem, isFlaky: boolean) {
  return element
    .ele(isFlaky ? 'flakyFailure' : 'rerunFailure', {
      message: line(attempt.message),
      type: attempt.type,
    })
    .ele('stackTrace')
    .txt(textOf(attempt))
}

/** Calls `change` with the element after the library has built it. */
function onBuild(node: TestCase, change: (element: XmlElement) => void) {
  const build = node.build.bind(node) as (parent?: XmlElement) => XmlElement
  node.build = (parent?: XmlElement) => {
    const element = build(parent)
    change(element)
    return element
  }
}

function childOf(element: XmlElement, name: string): XmlElement {
  const { children } = element as unknown as { children: (XmlElement & { name?: string })[] }
  const child = children.find((node) => node.name === name)
  if (!child) throw new Error(`junit-report-builder wrote no <${name}>`)
  return child
}

/** Dashboards accept times up to a year. */
const maxSeconds = 366 * 24 * 3_600

function clampSeconds(seconds: number): number {
  return seconds > 0 ? Math.min(seconds, maxSeconds) : 0
}

/** Three decimals, never `1e-7` or `NaN`. */
function formatSeconds(seconds: number): string {
  return clampSeconds(seconds).toFixed(3)
}
