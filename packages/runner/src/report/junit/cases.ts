import { plural } from '@loadero-test/core/internal'
import { receiptText, type TestAttempt, type TestResult, type Verdict } from '../../model/result.js'
import { headline, place, reasonLines } from '../format.js'
import { partsOf } from './parts.js'
import type { JunitCase, JunitProblem } from './document.js'
import { plainLine } from '../plain-text.js'

/** What has a case in addition to each test: nothing, each check or each participant. */
export type JunitGranularity = 'test' | 'check' | 'participant'

export interface CaseContext {
  readonly granularity: JunitGranularity
  readonly className: string
  /** What to do about the error of the test. */
  readonly hint?: string | undefined
  /** The path of an attachment as dashboards read it. */
  readonly pathOf: (file: string) => string
}

/** The cases of one test: first the test itself with its verdict, then its parts. */
export function junitCases(result: TestResult, context: CaseContext): readonly JunitCase[] {
  const { parts, notes } = partsOf[context.granularity](result)
  const { location } = result.test
  const base = { className: context.className, file: location.file, line: location.line }
  return [
    { ...base, ...testItself(result, notes, context) },
    ...parts.map(({ name, details, files, ...part }) => ({
      ...base,
      ...part,
      name: `${result.test.id} [${name}]`,
      systemOut: systemOut(details, files, context),
    })),
  ]
}

function testItself(
  result: TestResult,
  notes: readonly string[],
  context: CaseContext,
): Omit<JunitCase, 'className'> {
  const { test, run, reasons } = result
  const { first, others } = orderAttempts(result)
  return {
    name: test.id,
    seconds: result.durationMs / 1_000,
    properties: {
      ...(run && { run: String(run.id) }),
      ...(test.tags.length > 0 && { tags: test.tags.join(', ') }),
    },
    ...(first && {
      outcome: { ...problemOf(first, result, context), kind: problemKinds[result.verdict] ?? 'error' },
    }),
    attempts: others.map((attempt) => problemOf(attempt, result, {})),
    systemOut: systemOut(
      [...runDetails(result), ...notes],
      reasons.flatMap(({ evidence }) => evidence),
      context,
    ),
  }
}

const problemKinds: Readonly<Partial<Record<Verdict, 'failure' | 'skipped'>>> = {
  failed: 'failure',
  skipped: 'skipped',
}

/** For a test that did not pass, `first` is the first attempt with the test's verdict; the others are reruns. */
function orderAttempts(result: TestResult): {
  readonly first?: TestAttempt
  readonly others: readonly TestAttempt[]
} {
  if (result.verdict === 'passed') return { others: result.previousAttempts }
  const attempts: readonly TestAttempt[] = [...result.previousAttempts, result]
  const first = attempts.find(({ verdict }) => verdict === result.verdict) ?? result
  return { first, others: attempts.filter((attempt) => attempt !== first) }
}

function problemOf(
  attempt: TestAttempt,
  { test }: TestResult,
  { hint }: Pick<CaseContext, 'hint'>,
): JunitProblem {
  const { verdict, reasons, participantCounts } = attempt
  const problem = { type: reasons[0]?.kind ?? verdict, message: headline(attempt) || verdict }
  if (verdict === 'skipped') return problem
  // The message already has the first line. Dashboards link to the last one, because it looks like a stack frame.
  const [, ...details] = reasons.flatMap((reason) => reasonLines(reason, participantCounts.total))
  return {
    ...problem,
    body: [
      ...details,
      ...(hint === undefined ? [] : [hint]),
      `    at ${test.id} (${place(test.location)}:1)`,
    ].join('\n'),
  }
}

function runDetails(result: TestResult): readonly string[] {
  const { run, participantCounts, previousAttempts, verdict, receipt, warnings = [] } = result
  return [
    ...(run === undefined
      ? []
      : [
          `run ${run.id} of test ${run.test_id ?? '?'}: ${run.status ?? 'no status'}, ${participantCounts.passed} of ${plural(participantCounts.total, 'participant')} passed`,
        ]),
    ...(receipt ? [receiptText(receipt)] : []),
    ...warnings.map((warning) => `warning: ${plainLine(warning)}`),
    ...(previousAttempts.length === 0 ? [] : [`${verdict} at attempt ${previousAttempts.length + 1}`]),
  ]
}

/** Details first and attachments last, because dashboards that shorten the text keep both ends. */
function systemOut(details: readonly string[], files: readonly string[], { pathOf }: CaseContext): string {
  return [...details, ...[...new Set(files)].map((file) => `[[ATTACHMENT|${plainLine(pathOf(file))}]]`)].join(
    '\n',
  )
}
