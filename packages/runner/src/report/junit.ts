import { dirname, relative, sep } from 'node:path'
import type { Diagnostic, SessionError, Summary, TestResult } from '../model.js'
import { diagnosticLines, headline, place, plural, reasonLines } from './format.js'
import { type JunitCase, junitReport, type JunitSuite } from './junit-report.js'
import type { Reporter } from './reporter.js'
import { writeWhole } from './write-whole.js'

export interface JunitOptions {
  /** Absolute path of the report. */
  readonly outputFile: string
}

/** Writes one JUnit file when the session ends, however it ends. */
export const junitReporter = ({ outputFile }: JunitOptions): Reporter => ({
  name: 'junit',
  outputFile,
  onEnd: (summary) => writeWhole(outputFile, renderJunit(summary, dirname(outputFile))),
})

/** One flat suite a spec file, one case a test; what is no test's own affair has a suite of its own. */
export const renderJunit = (summary: Summary, directory: string): string => {
  const files = [
    ...new Set([
      ...summary.tests.map(({ test }) => test.location.file),
      ...errorsOf(summary).map(({ location }) => location.file),
    ]),
  ]
  const suites = files.map((file) => suiteOf(file, summary, directory))
  const own = sessionCases(summary, suites.length === 0)
  return junitReport(
    'loadero-test',
    own.length > 0 ? [...suites, { ...suiteBase(summary), name: 'loadero-test', cases: own }] : suites,
  )
}

const suiteBase = ({ startedMs, simulated }: Summary): Omit<JunitSuite, 'name' | 'cases'> => ({
  timestamp: new Date(startedMs),
  properties: simulated ? { simulated: 'true' } : {},
})

const errorsOf = ({ diagnostics }: Summary): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === 'error')

const suiteOf = (file: string, summary: Summary, directory: string): JunitSuite => {
  const className = classNameOf(file)
  const tests = summary.tests.filter(({ test }) => test.location.file === file)
  const errors = errorsOf(summary).filter(({ location }) => location.file === file)
  return {
    ...suiteBase(summary),
    name: file,
    file,
    cases: [
      ...tests.map((result) => caseOf(result, className, directory)),
      ...errorCase(errors, file, className),
    ],
  }
}

/** `specs/calls/big.loadero.ts` → `specs.calls.big`: dashboards split at the last dot into package and class. */
const classNameOf = (file: string): string => file.replace(/\.loadero\.[cm]?[jt]s$/, '').replaceAll('/', '.')

const errorCase = (errors: readonly Diagnostic[], file: string, className: string): readonly JunitCase[] => {
  const [first] = errors
  if (first === undefined) return []
  return [
    {
      name: file,
      className,
      file,
      line: first.location.line,
      seconds: 0,
      outcome: {
        kind: 'error',
        type: first.code,
        message: `${first.message}${errors.length > 1 ? ` (and ${plural(errors.length - 1, 'more problem')})` : ''}`,
        body: errors.flatMap(diagnosticLines).join('\n'),
      },
    },
  ]
}

const caseOf = (result: TestResult, className: string, directory: string): JunitCase => ({
  name: result.test.id,
  className,
  file: result.test.location.file,
  line: result.test.location.line,
  seconds: result.durationMs / 1_000,
  ...outcomeOf(result),
  systemOut: systemOut(result, directory),
})

const kinds = { failed: 'failure', errored: 'error', interrupted: 'error', skipped: 'skipped' } as const

const outcomeOf = (result: TestResult): Pick<JunitCase, 'outcome'> => {
  const { verdict, reasons, participants, test } = result
  if (verdict === 'passed') return {}
  const message = headline(result) || verdict
  const outcome = { kind: kinds[verdict], type: reasons[0]?.kind ?? verdict, message }
  if (verdict === 'skipped') return { outcome }
  // The message already said the first line; the last has the form of a stack's frame, which dashboards link to.
  const [, ...details] = reasons.flatMap((reason) => reasonLines(reason, participants.total))
  const frame = `    at ${test.id} (${place(test.location)}:1)`
  return { outcome: { ...outcome, body: [...details, frame].join('\n') } }
}

/** Facts first and attachments last: both ends survive a dashboard's trimming. */
const systemOut = ({ run, participants, reasons }: TestResult, directory: string): string => {
  const facts = run
    ? [
        `run ${run.id} of test ${run.test_id ?? '?'} at Loadero: ${run.status ?? 'no status'}, ${participants.passed} of ${plural(participants.total, 'participant')} passed`,
      ]
    : []
  const attachments = [...new Set(reasons.flatMap(({ evidence }) => evidence))]
  return [
    ...facts,
    ...attachments.map((file) => `[[ATTACHMENT|${relative(directory, file).split(sep).join('/')}]]`),
  ].join('\n')
}

const sessionCases = ({ errors, tests }: Summary, empty: boolean): readonly JunitCase[] => {
  const base = { className: 'loadero-test', seconds: 0 }
  const broken = errors.map(({ kind, message, hint }: SessionError, index): JunitCase => ({
    ...base,
    name: `session ${kind}${index === 0 ? '' : ` ${index + 1}`}`,
    outcome: { kind: 'error', type: kind, message, ...(hint !== undefined && { body: hint }) },
  }))
  if (broken.length > 0 || tests.length > 0 || !empty) return broken
  // Dashboards take a report without cases for a broken one.
  return [{ ...base, name: 'no tests', outcome: { kind: 'skipped', message: 'no test was found' } }]
}
