import { aggregators, type Run, type Statistics } from '@loadero-test/core'
import type { Check, CollectedResult, MetricSummary, Reason, TestResult, Verdict } from '../model/result.js'
import type { CheckOutcome } from './checks/check-asserts.js'
import { worstOffenders } from './checks/expectations.js'
import { groupReasons } from './fingerprint.js'
import { ignoredErrorsMessage } from './ignored-errors.js'
import { completenessReasons, inconclusiveReason, unfinishedReasons } from './inconclusive.js'
import { type JudgedParticipant, toJudgedParticipant } from './judged-participant.js'
import { lateStartMessage } from './late-starts.js'
import { discountLoad, loadWarnings, overloadCauseOf } from './overload.js'
import { addOverrepresented } from './overrepresented.js'
import { missingOutcome, participantOutcomeOf } from './participant-outcome.js'
import { hasFailed, participantReasons } from './participant-reasons.js'
import { type Reconciliation, violationReasons } from './reconcile.js'
import { type JudgeInput, judgeChecks, uncheckedOf, withUniqueNames } from './checks/judge-checks.js'

/** The part of a test's result that follows from its run. */
export type Judgement = Pick<
  TestResult,
  | 'verdict'
  | 'reasons'
  | 'participantCounts'
  | 'checks'
  | 'participants'
  | 'metrics'
  | 'warnings'
  | 'overload'
>

/** Everything that a run left. */
export interface JudgeEvidence {
  readonly run: Run
  readonly collected: readonly CollectedResult[]
  /** The comparison with the spec, and of all sources with each other. */
  readonly reconciliation: Reconciliation
  /** The service's counts over all participants of a done run. Without them, no assert passes. */
  readonly statistics?: Statistics
  /** Whether participants that started late make the test errored. Default: they are a warning. */
  readonly strictLoad?: boolean | undefined
  /** Whether the run was not at Loadero. Then the log of each participant says how busy its machine was, except on a grid. */
  readonly isLocal?: boolean | undefined
}

/**
 * Passes a run only when it is done, every participant has a result, every result is a pass, every assert was checked
 * and every expectation holds. A participant's failure is excused when an expected success rate includes the
 * participant and is reached. A run with missing or unknown results is errored, unless a participant failed. A run whose
 * sources contradict each other or the spec is always errored.
 */
export function judge(
  spec: JudgeInput,
  { run, collected, reconciliation, statistics, strictLoad = false, isLocal = false }: JudgeEvidence,
): Judgement {
  const { absent, wanted } = reconciliation
  const participants = discountLoad(collected.map(toJudgedParticipant))
  const total = Math.max(run.participant_count ?? 0, participants.length, wanted)
  const violations = violationReasons(reconciliation.violations)
  const isDone = run.status === 'done'
  const lateStarts = isDone ? lateStartMessage(run, participants) : undefined
  const inconclusive = isDone
    ? [
        ...completenessReasons({ run, participants, absent, total }),
        ...(strictLoad && lateStarts !== undefined ? [inconclusiveReason('results', lateStarts)] : []),
      ]
    : unfinishedReasons(run, participants)
  const { checked, isExcused } = isDone
    ? judgeChecks(spec, { participants, total, isInconclusive: inconclusive.length > 0, statistics })
    : {
        checked: uncheckedOf(spec).map((check): CheckOutcome => ({ check, reasons: [] })),
        isExcused: () => false,
      }
  // When the sources contradict each other, not even a failure is certain to be of this test.
  const isJudged = isDone && violations.length === 0
  const isFailed = (one: JudgedParticipant) => hasFailed(one) && !isExcused(one)
  const verdict = isJudged ? verdictOf(participants.some(isFailed), checked, inconclusive) : 'errored'
  const warnings = [
    strictLoad ? undefined : lateStarts,
    ignoredErrorsMessage(participants),
    // The reasons of an errored test say it.
    ...(verdict === 'errored' ? [] : loadWarnings(participants, isLocal || run.test_mode === 'load')),
    ...checked.flatMap((one) => one.warnings ?? []),
  ].filter((message) => message !== undefined)
  return {
    verdict,
    reasons: addOverrepresented(
      reasonsOf(verdict, {
        participants: participants.filter((one) => !isExcused(one) || !(hasFailed(one) || one.invalid)),
        inconclusive: [...violations, ...inconclusive],
        checked,
        isDone,
      }),
      participants,
    ),
    participantCounts: {
      total,
      passed: participants.filter(({ status }) => status === 'passed').length,
      failed: participants.filter(hasFailed).length,
    },
    checks: withUniqueNames(checked.map(({ check }) => check)),
    participants: participants
      .map((one) => participantOutcomeOf(one, spec, participantReasons(one)))
      .concat(absent.map(missingOutcome)),
    metrics: statistics ? metricSummaries(statistics) : [],
    ...(warnings.length > 0 && { warnings }),
    ...overloadCauseOf(participants),
  }
}

/** The participants that are farthest from the thresholds of failed expectations: a few of each expectation. */
export function offendersOf(
  { expects }: JudgeInput,
  { collected }: Pick<JudgeEvidence, 'collected'>,
): readonly CollectedResult[] {
  const participants = discountLoad(collected.map(toJudgedParticipant))
  const ids = new Set(
    expects
      .flatMap((spec) => worstOffenders(spec, participants, maxOffenders))
      .map(({ result }) => result.id),
  )
  return collected.filter(({ result }) => ids.has(result.id))
}

const maxOffenders = 3

/** A failed participant makes the test failed, even when no check explains the failure. */
function verdictOf(
  hasFailures: boolean,
  checked: readonly CheckOutcome[],
  inconclusive: readonly Reason[],
): Verdict {
  const hasOutcome = (outcome: Check['outcome']) => checked.some(({ check }) => check.outcome === outcome)
  if (hasFailures || hasOutcome('failed')) return 'failed'
  return hasOutcome('errored') || inconclusive.length > 0 ? 'errored' : 'passed'
}

/** The reasons that decided the verdict come first. */
function reasonsOf(
  verdict: Verdict,
  {
    participants,
    inconclusive,
    checked,
    isDone,
  }: {
    readonly participants: readonly JudgedParticipant[]
    readonly inconclusive: readonly Reason[]
    readonly checked: readonly CheckOutcome[]
    readonly isDone: boolean
  },
): readonly Reason[] {
  if (verdict === 'passed') return []
  // When the run was not done, an unknown result without an error adds nothing.
  const informative = participants.filter(
    ({ status, scriptError }) => isDone || status !== 'unknown' || scriptError,
  )
  const ofParticipants = groupReasons(informative.flatMap(participantReasons))
  const ofChecks = checked.flatMap(({ reasons }) => reasons)
  const isInconclusive = ({ kind }: Reason) => kind === 'results'
  const conclusive = [...ofChecks, ...ofParticipants].filter((reason) => !isInconclusive(reason))
  const unclear = [
    ...inconclusive,
    ...ofParticipants.filter(isInconclusive),
    ...groupReasons(ofChecks.filter(isInconclusive)),
  ]
  return verdict === 'failed' ? [...conclusive, ...unclear] : [...unclear, ...conclusive]
}

/** The service's numeric aggregates of a run, by the paths that an assert uses. */
function metricSummaries({ metrics }: Statistics): readonly MetricSummary[] {
  return Object.entries({ ...metrics?.machine, ...metrics?.webrtc })
    .flatMap(([base, metric]) => [
      { path: base, value: metric.value },
      ...Object.entries(aggregators).map(([segment, field]) => ({
        path: `${base}/${segment}`,
        value: metric[field],
      })),
    ])
    .filter((one): one is MetricSummary => typeof one.value === 'number')
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
