import junitReportBuilder, { type Builder, type TestCase, type TestSuite } from 'junit-report-builder'
import { plainLine, plainText, shorten } from '../plain-text.js'

/** Why a case, or an attempt at it, did not pass. */
export interface JunitProblem {
  readonly type: string
  /** One line. */
  readonly message: string
  /** What follows the message. */
  readonly body?: string
}

export interface JunitCase {
  readonly name: string
  readonly className: string
  readonly file?: string
  readonly line?: number
  readonly seconds: number
  readonly properties?: Readonly<Record<string, string>>
  /** `failure`: the product misbehaved; `error`: nobody can tell; `skipped`: it was not run. */
  readonly outcome?: JunitProblem & { readonly kind: 'failure' | 'error' | 'skipped' }
  /** The other attempts that did not pass. */
  readonly attempts?: readonly JunitProblem[]
  readonly systemOut?: string
}

export interface JunitSuite {
  readonly name: string
  /** Keeps suites of one name from several machines apart. */
  readonly id: string
  readonly file?: string
  readonly timestamp: Date
  readonly properties: Readonly<Record<string, string>>
  readonly cases: readonly JunitCase[]
}

/** `strict` has nothing that Jenkins' junit-10.xsd does not know; `portable` what dashboards read besides. */
export type JunitProfile = 'portable' | 'strict'

type Element = ReturnType<TestCase['build']>

// Its types promise a `default` export, but the module itself is the builder.
const library = junitReportBuilder as unknown as Builder

const mostNameCharacters = 1_000
const mostBodyCharacters = 100_000

/**
 * Gives flat suites as pieces of JUnit XML through junit-report-builder, which knows neither messages of skipped cases, lines nor
 * attempts, and whose CDATA breaks on a second `]]>`: those are added to the elements that it builds. Suites are taken and
 * built one by one, because the elements of a large report take twenty times the memory of its text.
 */
export const junitReport = function* (
  name: string,
  suites: Iterable<JunitSuite>,
  profile: JunitProfile,
): Generator<string> {
  const counts = { tests: 0, failure: 0, error: 0, skipped: 0, seconds: 0 }
  const texts: string[] = []
  for (const suite of suites) {
    for (const { outcome, seconds } of suite.cases) {
      counts.tests++
      counts.seconds += finite(seconds)
      if (outcome) counts[outcome.kind]++
    }
    texts.push(buildSuite(suite, profile))
  }
  const attributes = {
    name,
    tests: counts.tests,
    failures: counts.failure,
    errors: counts.error,
    ...(profile === 'portable' && { skipped: counts.skipped }),
    time: decimals(counts.seconds),
  }
  const root = Object.entries(attributes).map(([key, value]) => `${key}="${value}"`)
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${root.join(' ')}>\n`
  for (const text of texts) yield `${text}\n`
  yield '</testsuites>\n'
}

/** Never empty: some dashboards drop what has no name. */
function line(text: string): string {
  return shorten(plainLine(text), mostNameCharacters) || '?'
}
function lines(text: string): string {
  return shorten(plainText(text), mostBodyCharacters)
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
  element.att('time', secondsOf(suite.cases))
  element.att('id', line(suite.id))
  if (suite.file !== undefined) element.att('file', line(suite.file))
  return element.toString({ pretty: true, offset: 1 }).trimEnd()
}

/** Dashboards drop, or add up, what has the name of another case. */
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
  const { name, className, outcome, attempts = [], systemOut } = testCase
  const node = suite.testCase().name(name).className(line(className))
  if (outcome?.kind === 'failure') node.failure(line(outcome.message), outcome.type)
  if (outcome?.kind === 'error') node.error(line(outcome.message), outcome.type)
  if (outcome?.kind === 'skipped') node.skipped()
  if (profile === 'portable') {
    for (const [key, value] of Object.entries(testCase.properties ?? {}))
      node.property(line(key), line(value))
  }
  edit(node, (element) => {
    element.att('time', decimals(testCase.seconds))
    if (profile === 'portable') addPlace(element, testCase)
    if (outcome) addWords(childOf(element, outcome.kind), outcome)
    for (const attempt of attempts) addAttempt(element, attempt, outcome === undefined)
    if (systemOut) element.ele('system-out').txt(lines(systemOut))
  })
}

function addPlace(element: Element, { file, line: row }: JunitCase) {
  if (file !== undefined) element.att('file', line(file))
  if (row !== undefined) element.att('line', row)
}

/** Some dashboards read the attribute, some the body: both begin with the same words. */
function textOf({ message, body }: JunitProblem): string {
  return [line(message), ...(body ? [lines(body)] : [])].join('\n')
}

function addWords(child: Element, outcome: NonNullable<JunitCase['outcome']>) {
  if (outcome.kind === 'skipped') child.att('message', line(outcome.message))
  child.txt(textOf(outcome))
}

/** Jenkins reads the `…Failure` forms alone, whatever the attempt ended with. */
function addAttempt(element: Element, attempt: JunitProblem, passedInTheEnd: boolean) {
  return element
    .ele(passedInTheEnd ? 'flakyFailure' : 'rerunFailure', {
      message: line(attempt.message),
      type: attempt.type,
    })
    .ele('stackTrace')
    .txt(textOf(attempt))
}

/** Lets `change` have the element right after the library wrote it. */
function edit(node: TestCase, change: (element: Element) => void) {
  const build = node.build.bind(node) as (parent?: Element) => Element
  node.build = (parent?: Element) => {
    const element = build(parent)
    change(element)
    return element
  }
}

function childOf(element: Element, name: string): Element {
  const { children } = element as unknown as { children: (Element & { name?: string })[] }
  const child = children.find((node) => node.name === name)
  if (!child) throw new Error(`junit-report-builder wrote no <${name}>`)
  return child
}

/** Dashboards take times up to a year. */
const longestSeconds = 366 * 24 * 3_600

function finite(seconds: number): number {
  return seconds > 0 ? Math.min(seconds, longestSeconds) : 0
}

function secondsOf(cases: readonly JunitCase[]): string {
  return decimals(cases.reduce((sum, { seconds }) => sum + finite(seconds), 0))
}

/** Plain notation with three decimals: `1e-7` and `NaN` are no times. */
function decimals(seconds: number): string {
  return finite(seconds).toFixed(3)
}
