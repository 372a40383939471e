import junitReportBuilder, { type Builder, type TestCase, type TestSuite } from 'junit-report-builder'
import { plainLine, plainText } from './plain-text.js'

export interface JunitCase {
  readonly name: string
  readonly className: string
  readonly file?: string
  readonly line?: number
  readonly seconds: number
  /** `failure`: the product misbehaved; `error`: nobody can tell; `skipped`: it was not run. */
  readonly outcome?: {
    readonly kind: 'failure' | 'error' | 'skipped'
    readonly type?: string
    readonly message: string
    readonly body?: string
  }
  readonly systemOut?: string
}

export interface JunitSuite {
  readonly name: string
  readonly file?: string
  readonly timestamp: Date
  readonly properties: Readonly<Record<string, string>>
  readonly cases: readonly JunitCase[]
}

type Element = ReturnType<TestCase['build']>

// Its types promise a `default` export, but the module itself is the builder.
const library = junitReportBuilder as unknown as Builder

/**
 * Writes flat suites as JUnit XML through junit-report-builder, which knows neither messages of skipped cases nor
 * lines, and whose CDATA breaks on a second `]]>`: those are added to the elements that it builds.
 */
export const junitReport = (name: string, suites: readonly JunitSuite[]): string => {
  const builder = library.newBuilder().name(plainLine(name))
  for (const suite of suites) addSuite(builder, suite)
  return `${builder.build()}\n`
}

const addSuite = (builder: Builder, suite: JunitSuite) => {
  const node = builder
    .testSuite()
    .name(plainLine(suite.name))
    .timestamp(suite.timestamp.toISOString().slice(0, 19))
  for (const [key, value] of Object.entries(suite.properties)) node.property(plainLine(key), plainLine(value))
  edit(node, (element) => {
    element.att('time', decimals(suite.cases.reduce((sum, { seconds }) => sum + finite(seconds), 0)))
    if (suite.file !== undefined) element.att('file', plainLine(suite.file))
  })
  for (const testCase of suite.cases) addCase(node, testCase)
}

const addCase = (suite: TestSuite, { name, className, outcome, systemOut, ...rest }: JunitCase) => {
  const node = suite.testCase().name(plainLine(name)).className(plainLine(className))
  const message = plainLine(outcome?.message ?? '')
  const type = outcome?.type ?? outcome?.kind
  if (outcome?.kind === 'failure') node.failure(message, type)
  if (outcome?.kind === 'error') node.error(message, type)
  if (outcome?.kind === 'skipped') node.skipped()
  edit(node, (element) => {
    element.att('time', decimals(rest.seconds))
    if (rest.file !== undefined) element.att('file', plainLine(rest.file))
    if (rest.line !== undefined) element.att('line', rest.line)
    if (outcome) {
      const child = childOf(element, outcome.kind)
      if (outcome.kind === 'skipped') child.att('message', message)
      // Some dashboards read the attribute, some the body: both begin with the same words.
      child.txt([message, ...(outcome.body ? [plainText(outcome.body)] : [])].join('\n'))
    }
    if (systemOut) element.ele('system-out').txt(plainText(systemOut))
  })
}

/** Lets `change` have the element right after the library wrote it. */
const edit = (node: TestSuite | TestCase, change: (element: Element) => void) => {
  const build = node.build.bind(node) as (parent?: Element) => Element
  node.build = (parent?: Element) => {
    const element = build(parent)
    change(element)
    return element
  }
}

const childOf = (element: Element, name: string): Element => {
  const { children } = element as unknown as { children: (Element & { name?: string })[] }
  const child = children.find((node) => node.name === name)
  if (!child) throw new Error(`junit-report-builder wrote no <${name}>`)
  return child
}

/** Dashboards take times up to a year. */
const longestSeconds = 366 * 24 * 3_600

const finite = (seconds: number): number => (seconds > 0 ? Math.min(seconds, longestSeconds) : 0)

/** Plain notation with three decimals: `1e-7` and `NaN` are no times. */
const decimals = (seconds: number): string => finite(seconds).toFixed(3)
