import type { Run, RunParticipant, Statistics } from '@loadero-test/core'
import { assertBody } from '../wire/assert-body.js'
import type {
  Check,
  CollectedResult,
  ExpectationSpec,
  Reason,
  TestResult,
  TestSpec,
  Verdict,
} from '../model/model.js'
import { assertCheck, assertReasons, checkAsserts } from './check-asserts.js'
import { checkScript, scriptReasons } from './check-script.js'
import { type AssertOutcome, withUniqueNames } from './assert-outcome.js'
import { attendanceReasons, inconclusiveReasons, unclear } from './inconclusive.js'
import { checkExpectation, expectationCheck } from './expectations.js'
import { groupReasons } from './fingerprint.js'
import { metricSummaries } from './metric-summaries.js'
import { absentOutcome, namedPaths, participantOutcomeOf } from './outcomes.js'
import { separate } from './overrepresented.js'
import { isIn, type JudgedParticipant, judgedParticipants } from './participant-outcome.js'

/** All that a test's result says of its run. */
export type Judgement = Pick<
  TestResult,
  'verdict' | 'reasons' | 'participantCounts' | 'checks' | 'participants' | 'metrics'
>

/** All that a run left behind. */
export interface JudgeEvidence {
  readonly run: Run
  readonly collected: readonly CollectedResult[]
  /** Participants without a result, where they are known. */
  readonly absent?: readonly RunParticipant[]
  /** What the service says of all participants of a run that is done; without it no assert is known to hold. */
  readonly statistics?: Statistics
}

/** What a test demands of its run. */
export type JudgeInput = Pick<TestSpec, 'asserts' | 'expects'>

/**
 * Passes a run only when it is done, every participant has a result, every result is a pass, every assert was checked
 * and every expectation holds. A participant's failure is excused when an expected success rate is about it and is
 * reached. Whatever is missing, unknown or contradictory is errored.
 */
export function judge(demands: JudgeInput, { run, collected, absent = [], statistics }: JudgeEvidence): Judgement {
  const participants = collected.map(judgedParticipants)
  const total = Math.max(run.participant_count ?? 0, participants.length)
  const done = run.status === 'done'
  const doubts = done ? attendanceReasons({ run, participants, absent, total }) : inconclusiveReasons(run)
  const { checked, excused } = done
    ? checkAll(demands, { participants, total, doubtful: doubts.length > 0, statistics })
    : { checked: uncheckedOf(demands).map((check) => ({ check, reasons: [] })), excused: () => false }
  const failed = participants.some((one) => hasFailed(one) && !excused(one))
  const verdict = done ? verdictOf(failed, checked, doubts) : 'errored'
  const paths = namedPaths(demands)
  return {
    verdict,
    reasons: separate(reasonsOf(verdict, { participants, doubts, checked, done }), participants),
    participantCounts: {
      total,
      passed: participants.filter(({ status }) => status === 'passed').length,
      failed: participants.filter(hasFailed).length,
    },
    checks: withUniqueNames(checked.map(({ check }) => check)),
    participants: [
      ...participants.map((one) => participantOutcomeOf(one, paths, ownReasons(one))),
      ...absent.map(absentOutcome),
    ],
    metrics: statistics ? metricSummaries(statistics) : [],
  }
}

function hasFailed({ status }: JudgedParticipant): boolean {
  return status === 'failed' || status === 'timeout'
}

/** A participant that failed is enough, even where no check knows of what it failed. */
function verdictOf(failed: boolean, checked: readonly AssertOutcome[], doubts: readonly Reason[]): Verdict {
  const some = (outcome: Check['outcome']) => checked.some(({ check }) => check.outcome === outcome)
  if (failed || some('failed')) return 'failed'
  return some('errored') || doubts.length > 0 ? 'errored' : 'passed'
}

/** The checks of a run of which nothing can be told. */
export function uncheckedOf({ asserts, expects }: JudgeInput): readonly Check[] {
  return [
    { kind: 'script', name: 'script', outcome: 'errored', participants: { total: 0, passed: 0 } },
    ...asserts.map((spec) => assertCheck(assertBody(spec))),
    ...expects.map(expectationCheck),
  ]
}

interface Scene {
  readonly participants: readonly JudgedParticipant[]
  readonly total: number
  readonly doubtful: boolean
  readonly statistics: JudgeEvidence['statistics']
}

function checkAll({ asserts, expects }: JudgeInput, scene: Scene) {
  const { participants, statistics } = scene
  const expectations = expects.map((spec) => ({ spec, ...checkExpectation(spec, participants) }))
  const excused = excusedBy(expectations)
  const checked: readonly AssertOutcome[] = [
    { check: checkScript({ ...scene, excused }), reasons: [] },
    ...checkAsserts(asserts, { participants, statistics, excused }),
    ...expectations,
  ]
  return { checked, excused }
}

/** Whose failure counts only against an expected success rate, and has not brought it down. */
function excusedBy(expectations: readonly (AssertOutcome & { readonly spec: ExpectationSpec })[]) {
  const rates = expectations.filter(({ spec }) => spec.metric === undefined)
  return ({ traits }: JudgedParticipant): boolean => {
    const about = rates.filter(({ spec }) => isIn(spec.slice, traits))
    return about.length > 0 && about.every(({ check }) => check.outcome === 'passed')
  }
}

function ownReasons(one: JudgedParticipant): readonly Reason[] {
  return one.status === 'unknown' ? [unclear(one)] : [...scriptReasons(one), ...assertReasons(one)]
}

interface Told {
  readonly participants: readonly JudgedParticipant[]
  readonly doubts: readonly Reason[]
  readonly checked: readonly AssertOutcome[]
  readonly done: boolean
}

/** What decided the verdict comes first. */
function reasonsOf(verdict: Verdict, { participants, doubts, checked, done }: Told): readonly Reason[] {
  if (verdict === 'passed') return []
  // Of a run that was not carried out, only those say anything that know why.
  const telling = participants.filter(
    ({ status, scriptError }) => done || status !== 'unknown' || scriptError,
  )
  const own = groupReasons(telling.flatMap(ownReasons))
  const ofChecks = checked.flatMap(({ reasons }) => reasons)
  const isDoubt = ({ kind }: Reason) => kind === 'results'
  const product = [...ofChecks, ...own].filter((reason) => !isDoubt(reason))
  const unsure = [...doubts, ...own.filter(isDoubt), ...groupReasons(ofChecks.filter(isDoubt))]
  return verdict === 'failed' ? [...product, ...unsure] : [...unsure, ...product]
}
