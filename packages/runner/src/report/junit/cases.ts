import type { TestAttempt, TestResult, Verdict } from '../../model/model.js'
import { headline, place, plural, reasonLines } from '../format.js'
import { partsOf } from './parts.js'
import type { JunitCase, JunitProblem } from './document.js'
import { plainLine } from '../plain-text.js'

/** What a case is: a test, and with it each thing that was checked of it, or each of its participants. */
export type JunitGranularity = 'test' | 'check' | 'participant'

export interface CaseContext {
  readonly granularity: JunitGranularity
  readonly className: string
  /** How dashboards are told where an attachment is. */
  readonly pathOf: (file: string) => string
}

/** The cases of one test. The first is always the test itself, with its whole outcome; its parts follow. */
export function junitCases(result: TestResult, context: CaseContext): readonly JunitCase[] {
  const { parts, note } = partsOf[context.granularity](result)
  const { location } = result.test
  const base = { className: context.className, file: location.file, line: location.line }
  return [
    { ...base, ...testCase(result, note, context) },
    ...parts.map(({ name, facts, files, ...part }) => ({
      ...base,
      ...part,
      name: `${result.test.id} [${name}]`,
      systemOut: systemOut(facts, files, context),
    })),
  ]
}

function testCase(
  result: TestResult,
  note: readonly string[],
  context: CaseContext,
): Omit<JunitCase, 'className'> {
  const { test, run, reasons } = result
  const { first, others } = inOrder(result)
  return {
    name: test.id,
    seconds: result.durationMs / 1_000,
    properties: {
      ...(run && { run: String(run.id) }),
      ...(test.tags.length > 0 && { tags: test.tags.join(', ') }),
    },
    ...(first && { outcome: { ...problemOf(first, result), kind: kinds[result.verdict] ?? 'error' } }),
    attempts: others.map((attempt) => problemOf(attempt, result)),
    systemOut: systemOut(
      [...factsOf(result), ...note],
      reasons.flatMap(({ evidence }) => evidence),
      context,
    ),
  }
}

const kinds: Readonly<Partial<Record<Verdict, 'failure' | 'skipped'>>> = {
  failed: 'failure',
  skipped: 'skipped',
}

/** Of a test that did not pass, the first attempt that ended as the test did stands for it, and the rest are reruns. */
function inOrder(result: TestResult): { readonly first?: TestAttempt; readonly others: readonly TestAttempt[] } {
  if (result.verdict === 'passed') return { others: result.previousAttempts }
  const attempts: readonly TestAttempt[] = [...result.previousAttempts, result]
  const first = attempts.find(({ verdict }) => verdict === result.verdict) ?? result
  return { first, others: attempts.filter((attempt) => attempt !== first) }
}

function problemOf(attempt: TestAttempt, { test }: TestResult): JunitProblem {
  const { verdict, reasons, participantCounts: participants } = attempt
  const problem = { type: reasons[0]?.kind ?? verdict, message: headline(attempt) || verdict }
  if (verdict === 'skipped') return problem
  // The message already said the first line; the last has the form of a stack's frame, which dashboards link to.
  const [, ...details] = reasons.flatMap((reason) => reasonLines(reason, participants.total))
  return { ...problem, body: [...details, `    at ${test.id} (${place(test.location)}:1)`].join('\n') }
}

function factsOf({ run, participantCounts: participants, previousAttempts: earlier, verdict }: TestResult): readonly string[] {
  return [
    ...(run === undefined
      ? []
      : [
          `run ${run.id} of test ${run.test_id ?? '?'} at Loadero: ${run.status ?? 'no status'}, ${participants.passed} of ${plural(participants.total, 'participant')} passed`,
        ]),
    ...(earlier.length === 0 ? [] : [`${verdict} at attempt ${earlier.length + 1}`]),
  ]
}

/** Facts first and attachments last: both ends survive a dashboard's trimming. */
function systemOut(facts: readonly string[], files: readonly string[], { pathOf }: CaseContext): string {
  return [...facts, ...[...new Set(files)].map((file) => `[[ATTACHMENT|${plainLine(pathOf(file))}]]`)].join(
    '\n',
  )
}
