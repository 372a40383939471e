import { dirname, relative, sep } from 'node:path'
import type { Diagnostic } from '../../model/diagnostic.js'
import type { TestResult } from '../../model/result.js'
import type { SessionError, Summary } from '../../model/session.js'
import { diagnosticLines, plural } from '../format.js'
import { type CaseContext, junitCases, type JunitGranularity } from './cases.js'
import { type JunitCase, type JunitProfile, junitReport, type JunitSuite } from './document.js'
import type { Reporter } from '../reporter.js'
import { writeFileAtomic } from '@loadero-test/core/internal'

export interface JunitOptions {
  /** Absolute path of the report. */
  readonly outputFile: string
  /** What a case is; a test, unless it is said. */
  readonly cases?: JunitGranularity | undefined
  readonly profile?: JunitProfile | undefined
  /** The directory to which paths of attachments are relative, or `absolute`; the report's own, unless it is said. */
  readonly attachments?: string | undefined
}

/** Writes one JUnit file when the session ends, however it ends. */
export function junitReporter(options: JunitOptions): Reporter {
  return {
    name: 'junit',
    outputFile: options.outputFile,
    onEnd: (summary) => writeFileAtomic(options.outputFile, junitPieces(summary, options)),
  }
}

/** One flat suite a spec file; what is no test's own affair has a suite of its own. */
export function junitPieces(summary: Summary, options: JunitOptions): Iterable<string> {
  const { cases = 'test', profile = 'portable', attachments = dirname(options.outputFile) } = options
  const pathOf = (file: string) =>
    attachments === 'absolute' ? file : relative(attachments, file).split(sep).join('/')
  return junitReport('loadero-test', suitesOf(summary, { granularity: cases, pathOf }), profile)
}

const suitesOf = function* (
  summary: Summary,
  context: Omit<CaseContext, 'className'>,
): Generator<JunitSuite> {
  const toSuite = asSuite(summary)
  const files = [...byFile(summary)]
  for (const [index, [file, { results, errors }]] of files.entries()) {
    const className = classNameOf(file)
    const played = results.flatMap((result) => junitCases(result, { ...context, className }))
    yield toSuite({ name: file, file, cases: [...played, ...errorCase(errors, file, className)] }, index)
  }
  const own = sessionCases(summary, files.length === 0)
  if (own.length > 0) yield toSuite({ name: 'loadero-test', cases: own }, files.length)
}

type NamedCases = Pick<JunitSuite, 'name' | 'file' | 'cases'>

function asSuite({ sessionId, startedMs, simulated, environment: facts }: Summary) {
  return (suite: NamedCases, index: number): JunitSuite => ({
    ...suite,
    id: `${sessionId}.${index}`,
    timestamp: new Date(startedMs),
    properties: { session: sessionId, ...(simulated && { simulated: 'true' }), ...facts },
  })
}

interface OfFile {
  readonly results: TestResult[]
  readonly errors: Diagnostic[]
}

function byFile({ tests, diagnostics }: Summary): ReadonlyMap<string, OfFile> {
  const files = new Map<string, OfFile>()
  const of = (file: string): OfFile => {
    const known = files.get(file) ?? { results: [], errors: [] }
    files.set(file, known)
    return known
  }
  for (const result of tests) of(result.test.location.file).results.push(result)
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === 'error') of(diagnostic.location.file).errors.push(diagnostic)
  }
  return files
}

/** `specs/calls/big.loadero.ts` → `specs.calls.big`: dashboards split at the last dot into package and class. */
function classNameOf(file: string): string {
  return file.replace(/\.loadero\.[cm]?[jt]s$/, '').replaceAll('/', '.')
}

function errorCase(errors: readonly Diagnostic[], file: string, className: string): readonly JunitCase[] {
  const [first] = errors
  if (first === undefined) return []
  const more = errors.length > 1 ? ` (and ${plural(errors.length - 1, 'more problem')})` : ''
  const outcome = {
    kind: 'error',
    type: first.code,
    message: `${first.message}${more}`,
    body: errors.flatMap(diagnosticLines).join('\n'),
  } as const
  return [{ name: file, className, file, line: first.location.line, seconds: 0, outcome }]
}

function sessionCases({ errors, tests }: Summary, empty: boolean): readonly JunitCase[] {
  const base = { className: 'loadero-test', seconds: 0 }
  const broken = errors.map(({ kind, message, hint }: SessionError): JunitCase => ({
    ...base,
    name: `session ${kind}`,
    outcome: { kind: 'error', type: kind, message, ...(hint !== undefined && { body: hint }) },
  }))
  if (broken.length > 0 || tests.length > 0 || !empty) return broken
  // Dashboards take a report without cases for a broken one.
  return [
    {
      ...base,
      name: 'no tests',
      outcome: { kind: 'skipped', type: 'session', message: 'no test was found' },
    },
  ]
}
