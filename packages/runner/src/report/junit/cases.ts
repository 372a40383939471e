import { plural } from '@loadero-test/core/internal'
import {
  type Reason,
  receiptText,
  type TestAttempt,
  type TestResult,
  type Verdict,
} from '../../model/result.js'
import { attachmentsOf } from '../attachments.js'
import { failingPlace, type SourcePath, withSourcePaths } from '../failing-place.js'
import { attemptLines, place, reasonLines, reasonSentence } from '../format.js'
import { plainLine } from '../plain-text.js'
import { durationOf } from '../time-span.js'
import type { JunitCase, JunitProblem } from './document.js'
import { partsOf } from './parts.js'

/** What has a case: each test, each check in place of its test, or also each participant. */
export type JunitGranularity = 'test' | 'check' | 'participant'

/** What a report that is too large leaves out. */
export interface JunitDetail {
  /** Says what is left out; empty for nothing. */
  readonly note: string
  /** Participants and checks that passed have no details, or no case. */
  readonly passedParts?: 'short' | 'none'
  readonly maxTextCharacters?: number
  /** Participants and checks have no cases. */
  readonly onlyTests?: boolean
  readonly withoutPassedTests?: boolean
  /** Of tests that did not pass. */
  readonly maxTests?: number
}

export interface CaseContext {
  readonly granularity: JunitGranularity
  readonly className: string
  readonly detail: JunitDetail
  /** What to do about the error of the test. */
  readonly hint?: string | undefined
  /** The path of an attachment as dashboards read it. */
  readonly pathOf: (file: string) => string
  readonly sourcePath: SourcePath
}

/**
 * The cases of one test: first the test itself with its verdict, then its participants. Checks replace the test itself,
 * unless none of them shows its verdict: a failed gate counts once.
 */
export function junitCases(result: TestResult, context: CaseContext): readonly JunitCase[] {
  const { className, detail, granularity, sourcePath, pathOf } = context
  const { parts, notes } = partsOf(detail.onlyTests ? 'test' : granularity, result)
  const { location } = result.test
  const base = { className, file: sourcePath(location.file), line: location.line }
  const own = testItself(result, notes, context)
  const shown = parts.filter(({ outcome }) => outcome || detail.passedParts !== 'none')
  const cases = shown.map(({ name, details, files, outcome, seconds }): JunitCase => ({
    ...base,
    seconds,
    ...(outcome && {
      outcome: {
        ...outcome,
        ...(outcome.body && { body: withSourcePaths(outcome.body.split('\n'), sourcePath).join('\n') }),
      },
    }),
    name: `${result.test.id} [${name}]`,
    systemOut:
      outcome === undefined && detail.passedParts ? '' : systemOut(details, [{ evidence: files }], pathOf),
  }))
  const carrier = cases.find(({ outcome }) => outcome?.kind === own.outcome?.kind)
  if (granularity !== 'check' || carrier === undefined) return [{ ...base, ...own }, ...cases]
  // The facts, the attempts and the files of the test are with the check that shows its verdict.
  const lines = `${own.systemOut}\n${carrier.systemOut}`.split('\n').filter((text) => text !== '')
  const isFile = (text: string) => text.startsWith('[[ATTACHMENT|')
  const whole: JunitCase = {
    ...carrier,
    seconds: own.seconds,
    ...(own.properties && { properties: own.properties }),
    ...(own.attempts && { attempts: own.attempts }),
    systemOut: [...lines.filter((text) => !isFile(text)), ...new Set(lines.filter(isFile))].join('\n'),
  }
  return cases.map((one) => (one === carrier ? whole : one))
}

function testItself(
  result: TestResult,
  notes: readonly string[],
  context: CaseContext,
): Omit<JunitCase, 'className' | 'systemOut'> & { readonly systemOut: string } {
  const { test, run, verdict, previousAttempts } = result
  const { pathOf } = context
  return {
    name: test.id,
    seconds: durationOf(result) / 1_000,
    properties: {
      ...test.properties,
      ...(run && { run: String(run.id) }),
      ...(test.tags.length > 0 && { tags: test.tags.join(', ') }),
    },
    ...(verdict !== 'passed' && {
      outcome: { ...problemOf(result, result, context), kind: problemKinds[verdict] ?? 'error' },
    }),
    attempts: previousAttempts.map((attempt) => ({
      ...problemOf(attempt, result, { ...context, hint: undefined }),
      systemOut: systemOut(runDetails(attempt), attempt.reasons, pathOf),
    })),
    systemOut: systemOut(
      [
        ...runDetails(result),
        ...(result.receipt ? [receiptText(result.receipt)] : []),
        ...(result.warnings ?? []).map((warning) => `warning: ${plainLine(warning)}`),
        ...(previousAttempts.length === 0 ? [] : [`${verdict} at attempt ${previousAttempts.length + 1}`]),
        ...attemptLines(previousAttempts),
        ...notes,
      ],
      // Jenkins and GitLab read only the attachments of the case, of which the last attempt has the first.
      [result, ...previousAttempts].flatMap(({ reasons }) => reasons),
      pathOf,
    ),
  }
}

const problemKinds: Readonly<Partial<Record<Verdict, 'failure' | 'skipped'>>> = {
  failed: 'failure',
  skipped: 'skipped',
}

/** The kind of the first reason is the type of the problem, so its message does not repeat it. */
function problemOf(
  attempt: TestAttempt,
  { test }: TestResult,
  { hint, sourcePath }: Pick<CaseContext, 'hint' | 'sourcePath'>,
): JunitProblem {
  const { verdict, reasons } = attempt
  const [first, ...others] = reasons
  const more = others.length > 0 ? ` (and ${plural(others.length, 'more reason')})` : ''
  const problem = {
    type: first?.kind ?? verdict,
    message: first ? `${plainLine(reasonSentence(first, attempt))}${more}` : verdict,
  }
  if (verdict === 'skipped') return problem
  // The message already has the first line. Dashboards link to the last ones, because they look like a stack.
  const [, ...lines] = reasons.flatMap((reason) => reasonLines(reason, attempt))
  const failing = failingPlace(first)
  const frame = (name: string, file: string, line: number) =>
    `    at ${plainLine(name)} (${place({ file: sourcePath(file), line })}:1)`
  return {
    ...problem,
    body: [
      ...withSourcePaths(lines, sourcePath),
      ...(hint === undefined ? [] : [hint]),
      ...(first && failing ? [frame(first.kind, failing.file, failing.line)] : []),
      frame(test.id, test.location.file, test.location.line),
    ].join('\n'),
  }
}

function runDetails({ run, participantCounts }: TestAttempt): readonly string[] {
  if (run === undefined) return []
  return [
    `run ${run.id} of test ${run.test_id ?? '?'}: ${run.status ?? 'no status'}, ${participantCounts.passed} of ${plural(participantCounts.total, 'participant')} passed`,
  ]
}

/** Details first and attachments last, because dashboards that shorten the text keep both ends. */
function systemOut(
  details: readonly string[],
  reasons: readonly Pick<Reason, 'evidence'>[],
  pathOf: CaseContext['pathOf'],
): string {
  return [
    ...details,
    ...attachmentsOf(reasons).map((file) => `[[ATTACHMENT|${plainLine(pathOf(file))}]]`),
  ].join('\n')
}
