import { dirname, relative, sep } from 'node:path'
import type { Diagnostic } from '../../model/diagnostic.js'
import type { TestResult } from '../../model/result.js'
import { hintFor, type SessionError, sessionErrors, type Summary } from '../../model/session.js'
import { diagnosticLines } from '../format.js'
import { type CaseContext, junitCases, type JunitGranularity } from './cases.js'
import { type JunitCase, type JunitProfile, junitReport, type JunitSuite } from './document.js'
import type { Reporter } from '../reporter.js'
import { plural, writeFileAtomic } from '@loadero-test/core/internal'

export interface JunitOptions {
  /** Absolute path of the report. */
  readonly outputFile: string
  /** What has a case in addition to each test. Default: `test`, nothing. */
  readonly cases?: JunitGranularity | undefined
  /** Default: `portable`. */
  readonly profile?: JunitProfile | undefined
  /** The directory that paths of attachments are relative to, or `absolute`. Default: the report's directory. */
  readonly attachments?: string | undefined
}

/** Writes one JUnit file when the session ends, also after an error or an interruption. */
export function junitReporter(options: JunitOptions): Reporter {
  const write = (summary: Summary) => writeFileAtomic(options.outputFile, junitPieces(summary, options))
  return { name: 'junit', outputFile: options.outputFile, onInterrupt: write, onEnd: write }
}

/** One flat suite for each spec file, and one for errors of the session. */
export function junitPieces(summary: Summary, options: JunitOptions): Iterable<string> {
  const { cases = 'test', profile = 'portable', attachments = dirname(options.outputFile) } = options
  const pathOf = (file: string) =>
    attachments === 'absolute' ? file : relative(attachments, file).split(sep).join('/')
  return junitReport('loadero-test', suitesOf(summary, { granularity: cases, pathOf }), profile)
}

function* suitesOf(
  summary: Summary,
  context: Omit<CaseContext, 'className' | 'hint'>,
): Generator<JunitSuite> {
  const files = [...groupByFile(summary)]
  for (const [index, [file, { results, errors }]] of files.entries()) {
    const className = classNameOf(file)
    const cases = results.flatMap((result) =>
      junitCases(result, { ...context, className, hint: hintFor(summary, result.test) }),
    )
    yield toSuite(summary, index, {
      name: file,
      file,
      cases: [...cases, ...errorCase(errors, file, className)],
    })
  }
  const cases = sessionCases(summary, files.length === 0)
  if (cases.length > 0) yield toSuite(summary, files.length, { name: 'loadero-test', cases })
}

function toSuite(
  { sessionId, startedMs, simulated, environment }: Summary,
  index: number,
  suite: Pick<JunitSuite, 'name' | 'file' | 'cases'>,
): JunitSuite {
  return {
    ...suite,
    id: `${sessionId}.${index}`,
    timestamp: new Date(startedMs),
    properties: { session: sessionId, ...(simulated && { simulated: 'true' }), ...environment },
  }
}

interface FileResults {
  readonly results: TestResult[]
  readonly errors: Diagnostic[]
}

function groupByFile({ tests, diagnostics }: Summary): ReadonlyMap<string, FileResults> {
  const files = new Map<string, FileResults>()
  const groupOf = (file: string): FileResults => {
    const group = files.get(file) ?? { results: [], errors: [] }
    files.set(file, group)
    return group
  }
  for (const result of tests) groupOf(result.test.location.file).results.push(result)
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === 'error') groupOf(diagnostic.location.file).errors.push(diagnostic)
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

function sessionCases(summary: Summary, isEmpty: boolean): readonly JunitCase[] {
  const base = { className: 'loadero-test', seconds: 0 }
  const errorCases = sessionErrors(summary).map(({ kind, message, hint }: SessionError): JunitCase => ({
    ...base,
    name: `session ${kind}`,
    outcome: { kind: 'error', type: kind, message, ...(hint !== undefined && { body: hint }) },
  }))
  if (errorCases.length > 0 || summary.tests.length > 0 || !isEmpty) return errorCases
  // Dashboards reject a report without cases.
  return [
    {
      ...base,
      name: 'no tests',
      outcome: { kind: 'skipped', type: 'session', message: 'no test was found' },
    },
  ]
}
