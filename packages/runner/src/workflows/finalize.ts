import { join } from 'node:path'
import { isLive, type LoaderoClient, type Run } from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import type { ArtifactPolicy, TestResult } from '../model/result.js'
import type { TestSpec } from '../model/spec.js'
import { collectResults, readParticipants } from '../results/collect-results.js'
import { addMachineStates } from '../results/machine-state.js'
import { addFiles, createRunFiles, missingFilesMessage, type RunFiles } from '../results/run-files.js'
import { addTimelines } from '../results/timelines.js'
import { writeSeries } from '../results/write-series.js'
import { inconclusiveReason } from '../verdict/inconclusive.js'
import { type Judgement, judge, type JudgeEvidence, offendersOf } from '../verdict/judge.js'
import { uncheckedOf } from '../verdict/judge-checks.js'
import { isInSlice, toJudgedParticipant, traitsOf } from '../verdict/judged-participant.js'
import type { Violation } from '../verdict/invariants/violation.js'
import { invalidVerifyReason } from '../verdict/overload.js'
import { type Reconciliation, reconcile } from '../verdict/reconcile.js'
import { withInvalidVerify, withVerify } from '../verdict/verify.js'
import { markerLineCount } from '../model/wire/ownership-marker.js'
import type { SessionHistory } from './history/session-history.js'
import type { IdentityCheck } from './run-identity.js'

export interface FinalizeOptions {
  readonly client: LoaderoClient
  /** Logs and artifacts are written below it. */
  readonly directory: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  /** Of the project, for the places in errors of callbacks. */
  readonly root: string
  /** Where the run was. Default: at the service. */
  readonly place?: 'local' | 'service' | undefined
  /** Whether the logs are those of a scenario, with times of their own. */
  readonly isSimulated?: boolean | undefined
  /** Participants that started late make the test errored. */
  readonly strictLoad?: boolean | undefined
  /** Whether all results are read whole, so that every gated metric has the values of all participants. */
  readonly readsAll?: boolean | undefined
  /** Where whole results are kept, so that they are read once. */
  readonly cacheDirectory?: string | undefined
  /** Whether the run is of the spec, and the receipt of it. Absent when that is known already. */
  readonly identity?: IdentityCheck | undefined
  /** What expectations on earlier runs are compared with. Without it, they are errored. */
  readonly history?: SessionHistory | undefined
  readonly signal?: AbortSignal | undefined
}

/** A judgement, and the proof that the run is of the spec. */
type JudgedRun = Judgement & Pick<TestResult, 'receipt' | 'seriesFile'>

/** Reads what an ended run left, and judges it. Rejects when it cannot be read, or when the signal aborts. */
export async function finalizeRun(spec: TestSpec, run: Run, options: FinalizeOptions): Promise<JudgedRun> {
  const files = createRunFiles({ ...options, runDirectory: runDirectoryOf(run, options) })
  try {
    const judged = await judgeRun(spec, run, { ...options, files })
    if (files.missing.length === 0) return judged
    return { ...judged, warnings: [...(judged.warnings ?? []), missingFilesMessage(files.missing)] }
  } finally {
    await files.removeOthers()
  }
}

async function judgeRun(
  written: TestSpec,
  run: Run,
  finalizing: FinalizeOptions & { readonly files: RunFiles },
): Promise<JudgedRun> {
  const { identity, files, artifacts, signal, history } = finalizing
  const spec = run.status === 'done' && history ? await history.resolve(written, run) : written
  const isCompared = spec.expects.some((expectation) => expectation.history)
  // The next run is compared with this one, so its results are kept.
  const cacheDirectory = finalizing.cacheDirectory ?? (isCompared ? history?.cacheDirectory : undefined)
  const options = { ...finalizing, cacheDirectory }
  const violation = await identity?.check(run)
  let evidence = await readEvidence(spec, run, { ...options, violations: violation ? [violation] : [] })
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
  { run, collected }: JudgeEvidence,
  { passed, ...options }: FinalizeOptions & { readonly files: RunFiles; readonly passed: boolean },
): Promise<Pick<TestResult, 'seriesFile'>> {
  if (options.artifacts === 'none') return {}
  try {
    const seriesFile = await writeSeries(spec, collected, {
      ...options,
      runDirectory: runDirectoryOf(run, options),
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

function runDirectoryOf({ id }: Run, { directory }: Pick<FinalizeOptions, 'directory'>): string {
  return join(directory, `run-${id}`)
}

/** Judges what an abandoned run left. Never rejects, and the verdict is never passed. */
export async function finalizePartially(
  spec: TestSpec,
  run: Run,
  options: FinalizeOptions,
): Promise<Judgement> {
  const nothing: JudgeEvidence = { run, collected: [], reconciliation: unreconciled }
  const files = createRunFiles({ ...options, runDirectory: runDirectoryOf(run, options) })
  const evidence = isLive(run.status)
    ? nothing
    : await readEvidence(spec, run, { ...options, files, violations: [] }).catch(() => nothing)
  await files.removeOthers()
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

const unreconciled: Reconciliation = { wanted: 0, absent: [], violations: [] }

/** Reads the statistics and the lists first, then single results only where they are needed. */
async function readEvidence(
  spec: TestSpec,
  run: Run,
  {
    violations,
    ...options
  }: FinalizeOptions & { readonly files: RunFiles; readonly violations: readonly Violation[] },
): Promise<JudgeEvidence> {
  const isDone = run.status === 'done'
  const { client, signal } = options
  const statistics = isDone
    ? await client
        .run(run.id)
        .statistics({ signal })
        .catch((error: unknown) => {
          signal?.throwIfAborted()
          // Without them, only asserts cannot be judged.
          if (spec.asserts.length > 0) throw error
          return undefined
        })
    : undefined
  const { collected, repeats } = await collectResults(run, {
    ...options,
    readsAllLogs: options.place === 'local',
    runDirectory: runDirectoryOf(run, options),
    isNeeded: (overview) => {
      const traits = traitsOf(overview)
      // A result that passed is read whole when an expected metric, or the callback, is about its participant.
      return (
        (options.readsAll === true && spec.asserts.length > 0) ||
        spec.verify !== undefined ||
        spec.expects.some(({ metric, slice }) => metric !== undefined && isInSlice(slice, traits))
      )
    },
    locate: () => createLocator(spec),
    ...(spec.scriptMap.mappings !== undefined && { generatedScript: spec.script }),
  })
  if (!isDone) return { run, collected, reconciliation: unreconciled }
  const { participants, repeats: repeatedParticipants } = await readParticipants(run, options)
  const reconciliation = reconcile(spec, {
    run,
    participants,
    collected,
    statistics,
    repeats: [...repeats, ...repeatedParticipants],
  })
  return {
    run,
    collected: await addTimelines(collected, spec.expects, {
      ...options,
      isInSlice: ({ slice }, { result }) => isInSlice(slice, traitsOf(result)),
    }),
    reconciliation: { ...reconciliation, violations: [...violations, ...reconciliation.violations] },
    strictLoad: options.strictLoad,
    isLocal: options.place === 'local',
    ...(statistics && { statistics }),
  }
}

async function createLocator({ scriptMap, scriptLanguage }: TestSpec) {
  // The reader of source maps is slow to load, and only a failure needs it.
  const { originalPosition } = await import('../model/wire/script-position.js')
  return (line: number, column?: number) => {
    const position = originalPosition(scriptMap, line - markerLineCount(scriptLanguage), column)
    return position && `${position.file}:${position.line}`
  }
}
