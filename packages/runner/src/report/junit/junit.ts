import { dirname } from 'node:path'
import { type Diagnostic, isError } from '../../model/diagnostic.js'
import type { TestResult } from '../../model/result.js'
import { hintFor, type SessionError, sessionErrors, type Summary } from '../../model/session.js'
import { diagnosticLines } from '../format.js'
import { spanOf } from '../time-span.js'
import { type CaseContext, junitCases, type JunitDetail, type JunitGranularity } from './cases.js'
import { type JunitCase, type JunitProfile, junitReport, type JunitSuite } from './document.js'
import type { SourcePath } from '../failing-place.js'
import type { Reporter } from '../reporter.js'
import { plural, relativePath, writeFileAtomic } from '@loadero-test/core/internal'

export interface JunitOptions {
  /** Absolute path of the report. */
  readonly outputFile: string
  /** What has a case: each test (`test`, the default), each check in its place, or also each participant. */
  readonly cases?: JunitGranularity | undefined
  /** Default: `portable`. */
  readonly profile?: JunitProfile | undefined
  /** The directory that paths of attachments are relative to, or `absolute`. Default: the report's directory. */
  readonly attachments?: string | undefined
  /** The path of a source file as the dashboard reads it. Default: relative to the project root. */
  readonly sourcePath?: SourcePath | undefined
  /** The largest size of the report; beyond it, details are left out. Default: 30 MB, the limit of GitLab. */
  readonly maxBytes?: number | undefined
}

const defaultMaxBytes = 30_000_000

/** Writes one JUnit file when the session ends, also after an error or an interruption. */
export function junitReporter(options: JunitOptions): Reporter {
  const write = (summary: Summary) => writeFileAtomic(options.outputFile, junitPieces(summary, options))
  return { name: 'junit', outputFile: options.outputFile, onInterrupt: write, onEnd: write }
}

/** With its texts shortened, the case of a test is smaller than this. */
const maxCaseBytes = 8_000

/** What is left out of a report that is too large, from the least loss to the largest. */
const details: readonly JunitDetail[] = [
  { note: '' },
  { note: 'passed participants and checks have no details', passedParts: 'short' },
  { note: 'passed participants and checks have no cases', passedParts: 'none' },
  {
    note: 'passed participants and checks have no cases, texts have at most 2,000 characters',
    passedParts: 'none',
    maxTextCharacters: 2_000,
  },
  {
    note: 'only tests have cases, and texts have at most 300 characters',
    passedParts: 'none',
    maxTextCharacters: 300,
    onlyTests: true,
  },
  {
    note: 'passed tests have no cases, and texts have at most 300 characters',
    passedParts: 'none',
    maxTextCharacters: 300,
    onlyTests: true,
    withoutPassedTests: true,
  },
]

/** One flat suite for each spec file, and one for errors of the session. */
export function junitPieces(summary: Summary, options: JunitOptions): readonly string[] {
  const { cases = 'test', profile = 'portable', attachments = dirname(options.outputFile) } = options
  const { sourcePath = (file) => file, maxBytes = defaultMaxBytes } = options
  const pathOf = (file: string) => (attachments === 'absolute' ? file : relativePath(attachments, file))
  const build = (detail: JunitDetail, limit: number) =>
    junitReport(
      'loadero-test',
      suitesOf(summary, { granularity: cases, pathOf, sourcePath, detail }),
      profile,
      {
        maxBytes: limit,
        maxTextCharacters: detail.maxTextCharacters,
      },
    )
  for (const detail of details) {
    const pieces = build(detail, maxBytes)
    if (pieces !== undefined) return pieces
  }
  const maxTests = Math.max(1, Math.floor(maxBytes / maxCaseBytes) - 1)
  const note = `only the first ${maxTests} tests that did not pass have cases`
  return build({ ...details.at(-1), note, maxTests }, Infinity) ?? []
}

function* suitesOf(
  summary: Summary,
  context: Omit<CaseContext, 'className' | 'hint'>,
): Generator<JunitSuite> {
  const { sessionId, simulated, environment } = summary
  const { detail, sourcePath } = context
  const failed = summary.tests.filter(({ verdict }) => verdict !== 'passed')
  const tests = detail.withoutPassedTests ? failed.slice(0, detail.maxTests) : summary.tests
  const files = new Map<string, { readonly results: TestResult[]; readonly errors: Diagnostic[] }>()
  const groupOf = (file: string) => {
    const group = files.get(file) ?? { results: [], errors: [] }
    files.set(file, group)
    return group
  }
  for (const result of tests) groupOf(result.test.location.file).results.push(result)
  for (const diagnostic of summary.diagnostics) {
    if (isError(diagnostic)) groupOf(diagnostic.location.file).errors.push(diagnostic)
  }
  const shared = (index: number, results: readonly TestResult[]) => ({
    id: `${sessionId}.${index}`,
    ...spanOf(results, summary.startedMs),
    properties: {
      session: sessionId,
      ...(simulated && { simulated: 'true' }),
      ...(detail.note !== '' && { shortened: detail.note }),
      ...environment,
    },
  })
  for (const [index, [file, { results, errors }]] of [...files].entries()) {
    const className = file.replace(/\.loadero\.[cm]?[jt]sx?$/, '').replaceAll('/', '.')
    const cases = [
      ...results.flatMap((result) =>
        junitCases(result, { ...context, className, hint: hintFor(summary, result.test) }),
      ),
      ...errorCase(errors, file, { className, file: sourcePath(file) }),
    ]
    yield { ...shared(index, results), name: file, file: sourcePath(file), cases }
  }
  const cases = sessionCases(summary, detail, files.size === 0)
  if (cases.length > 0) yield { ...shared(files.size, []), name: 'loadero-test', cases }
}

function errorCase(
  errors: readonly Diagnostic[],
  name: string,
  base: Pick<JunitCase, 'className' | 'file'>,
): readonly JunitCase[] {
  const [first] = errors
  if (first === undefined) return []
  const more = errors.length > 1 ? ` (and ${plural(errors.length - 1, 'more problem')})` : ''
  const outcome = {
    kind: 'error',
    type: first.code,
    message: `${first.message}${more}`,
    body: errors.flatMap(diagnosticLines).join('\n'),
  } as const
  return [{ ...base, name, line: first.location.line, seconds: 0, outcome }]
}

function sessionCases(summary: Summary, { note }: JunitDetail, isEmpty: boolean): readonly JunitCase[] {
  const base = { className: 'loadero-test', seconds: 0 }
  const skipped = (name: string, message: string): JunitCase => ({
    ...base,
    name,
    outcome: { kind: 'skipped', type: 'session', message },
  })
  const errorCases = sessionErrors(summary).map(({ kind, message, hint }: SessionError): JunitCase => ({
    ...base,
    name: `session ${kind}`,
    outcome: { kind: 'error', type: kind, message, ...(hint !== undefined && { body: hint }) },
  }))
  // A property would be shown by few dashboards.
  const shortened =
    note === '' ? [] : [skipped('report shortened', `the report would be too large for dashboards: ${note}`)]
  if (errorCases.length > 0 || summary.tests.length > 0 || !isEmpty) return [...errorCases, ...shortened]
  // Dashboards reject a report without cases.
  return [skipped('no tests', 'no test was found')]
}
