import { isLive, type Run } from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import type { TestResult } from '../../model/result.js'
import type { TestSpec } from '../../model/spec.js'
import { addMachineStates } from '../../results/machine-state.js'
import { addFiles, missingFilesMessage } from '../../results/run-files.js'
import { writeSeries } from '../../results/write-series.js'
import { inconclusiveReason } from '../../verdict/inconclusive.js'
import type { Violation } from '../../verdict/invariants/violation.js'
import { uncheckedOf } from '../../verdict/checks/judge-checks.js'
import { type Judgement, judge, type JudgeEvidence, offendersOf } from '../../verdict/judge.js'
import { toJudgedParticipant } from '../../verdict/judged-participant.js'
import { invalidVerifyReason } from '../../verdict/overload.js'
import { withInvalidVerify, withVerify } from '../../verdict/verify.js'
import {
  type EvidenceOptions,
  type FinalizeOptions,
  noEvidence,
  readRunEvidence,
  withRunFiles,
} from './run-evidence.js'

/** A judgement, and the proof that the run is of the spec. */
type JudgedRun = Judgement & Pick<TestResult, 'receipt' | 'seriesFile'>

/** Reads what an ended run left, and judges it. Rejects when it cannot be read, or when the signal aborts. */
export async function finalizeRun(spec: TestSpec, run: Run, options: FinalizeOptions): Promise<JudgedRun> {
  const finalizing = withRunFiles(run, options)
  const { files } = finalizing
  try {
    const judged = await judgeRun(spec, run, finalizing)
    if (files.missing.length === 0) return judged
    return { ...judged, warnings: [...(judged.warnings ?? []), missingFilesMessage(files.missing)] }
  } finally {
    await files.removeOthers()
  }
}

async function judgeRun(written: TestSpec, run: Run, finalizing: EvidenceOptions): Promise<JudgedRun> {
  const { identity, files, artifacts, signal, history } = finalizing
  const spec = run.status === 'done' && history ? await history.resolve(written, run) : written
  const isCompared = spec.expects.some((expectation) => expectation.history)
  // The next run is compared with this one, so its results are kept.
  const cacheDirectory = finalizing.cacheDirectory ?? (isCompared ? history?.cacheDirectory : undefined)
  const options = { ...finalizing, cacheDirectory }
  const violation = await identity?.check(run)
  let evidence = await readRunEvidence(spec, run, options, violation ? [violation] : [])
  let judged = judge(spec, evidence)
  const hasFailedExpectation = judged.checks.some(
    ({ kind, outcome }) => kind === 'expectation' && outcome === 'failed',
  )
  // At Loadero, each log is a request, so they are read only to explain a failure.
  if (hasFailedExpectation) {
    const collected = await addMachineStates(evidence.collected, files)
    const offenders = artifacts === 'none' ? [] : offendersOf(spec, { collected })
    evidence = { ...evidence, collected: await addFiles(collected, offenders, files) }
    judged = judge(spec, evidence)
  }
  const isProven =
    identity !== undefined &&
    evidence.reconciliation.violations.every(({ invariant }) => !ofSpec.includes(invariant))
  const judgement: JudgedRun = {
    ...judged,
    ...(await seriesOfRun(spec, evidence, { ...options, passed: judged.verdict === 'passed' })),
    ...(isProven && run.status === 'done' && { receipt: identity.receipt }),
  }
  if (!spec.verify) return judgement
  // An inconclusive run is not worth the callback: what it would see is incomplete.
  if (judgement.verdict === 'errored') return withVerify(judgement, 'unknown', options.root)
  const results = evidence.collected.map(({ result }) => result)
  const outcome = await spec.verify({ run, results }, signal)
  signal?.throwIfAborted()
  const whole = withVerify(judgement, outcome, options.root)
  const failures = whole.reasons.slice(judgement.reasons.length)
  if (failures.length === 0 || outcome.kind !== 'ended') return whole
  const collected = await addMachineStates(evidence.collected, files)
  const invalid = failures.flatMap((failure) => invalidVerifyReason(failure, collected) ?? [])
  return invalid.length === failures.length ? withInvalidVerify(judgement, invalid, options.root) : whole
}

/** The metrics per second, for charts. They never decide a verdict, so an error here has no effect. */
async function seriesOfRun(
  spec: TestSpec,
  { collected }: JudgeEvidence,
  { passed, ...options }: EvidenceOptions & { readonly passed: boolean },
): Promise<Pick<TestResult, 'seriesFile'>> {
  if (options.artifacts === 'none') return {}
  try {
    const seriesFile = await writeSeries(spec, collected, {
      ...options,
      labelOf: (one) => toJudgedParticipant(one).label,
      // A test that passed needs no comparison, and at Loadero each log is a request.
      readsOthers: !passed || options.place === 'local',
    })
    return seriesFile === undefined ? {} : { seriesFile }
  } catch {
    options.signal?.throwIfAborted()
    return {}
  }
}

/** Judges what an abandoned run left. Never rejects, and the verdict is never passed. */
export async function finalizePartially(
  spec: TestSpec,
  run: Run,
  options: FinalizeOptions,
): Promise<Judgement> {
  const finalizing = withRunFiles(run, options)
  const evidence = isLive(run.status)
    ? noEvidence(run)
    : await readRunEvidence(spec, run, finalizing).catch(() => noEvidence(run))
  await finalizing.files.removeOthers()
  const judgement = judge(spec, evidence)
  return {
    ...(spec.verify ? withVerify(judgement, 'unknown', options.root) : judgement),
    verdict: 'errored',
    // An abandoned run did not end and misses results; that is known already.
    reasons: judgement.reasons.filter(({ kind }) => kind !== 'run' && kind !== 'results'),
  }
}

/** The judgement of a run whose results could not be read. */
export function unreadableRun(spec: TestSpec, run: Run, error: unknown, root: string): Judgement {
  const message = `the results of run ${run.id} could not be read: ${errorMessage(error)}`
  const judgement: Judgement = {
    verdict: 'errored',
    reasons: [inconclusiveReason('results', message)],
    participantCounts: { total: run.participant_count ?? 0, passed: 0, failed: 0 },
    checks: uncheckedOf(spec),
    participants: [],
    metrics: [],
  }
  return spec.verify ? withVerify(judgement, 'unknown', root) : judgement
}

/** Violations that question whether the run is of the spec. */
const ofSpec: readonly Violation['invariant'][] = ['run-of-spec', 'participants-of-spec', 'asserts-of-spec']
