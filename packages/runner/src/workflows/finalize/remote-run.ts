import { join } from 'node:path'
import { isLive, type LoaderoClient, NotFoundError, type Run } from '@loadero-test/core'
import { UserError } from '../../model/errors.js'
import { exitOf } from '../../model/exit-code.js'
import type { ArtifactPolicy, TestResult } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import type { SpecTest } from '../../model/spec.js'
import { contentHash, desiredContent } from '../../plan/content.js'
import { remoteName } from '../../plan/identity.js'
import { createRunFiles, type MissingFile } from '../../results/run-files.js'
import type { SessionHistory } from '../history/session-history.js'
import { finalizeRun } from './finalize.js'
import { createIdentityCheck } from './run-identity.js'
import { specOfRun } from './spec-of-run.js'

export interface RemoteRunOptions {
  readonly client: LoaderoClient
  readonly prefix: string
  /** Of the project. */
  readonly root: string
  /** Logs and artifacts are written below it. */
  readonly outputDir: string
  readonly artifacts: ArtifactPolicy
  readonly strictLoad?: boolean | undefined
  /** Read all results whole, so that each gated metric has the values of all participants. */
  readonly readsAll?: boolean | undefined
  /** What expectations on earlier runs are compared with. */
  readonly history?: SessionHistory | undefined
  /** Where whole results are kept, so that they are read once. */
  readonly cacheDirectory?: string | undefined
  readonly signal: AbortSignal
}

/**
 * Judges a run at Loadero, also one that the web page or another machine launched: by the spec of its test, or without
 * one by its own asserts. Where the run is not of the spec, the result says so.
 * @param tests of the specs; the run is judged by the one of its name
 * @throws UserError when the project has no such run, or the run is live
 */
export async function judgeRemoteRun(
  runId: number,
  tests: readonly SpecTest[],
  options: RemoteRunOptions,
): Promise<TestResult> {
  const { client, prefix, signal, outputDir: directory } = options
  const run = await readEndedRun(runId, options)
  const test = tests.find(({ id }) => remoteName(prefix, id) === run.test_name)
  const content = test && desiredContent(test, prefix)
  const identity =
    test &&
    content &&
    createIdentityCheck(
      { file: test.location.file, test: content.test, hash: contentHash(content) },
      run.test_id,
      { client, signal },
    )
  const violation = await identity?.check(run)
  const isOfSpec = test !== undefined && violation === undefined
  const own = isOfSpec ? test : await specOfRun(run, options)
  // The expectations of the spec apply to any run of its test; its asserts were checked only in runs of it.
  const judged = isOfSpec ? own : { ...own, spec: { ...own.spec, expects: test?.spec.expects ?? [] } }
  const finalized = await finalizeRun(judged.spec, run, {
    ...options,
    directory,
    identity: isOfSpec ? identity : undefined,
  })
  const warnings = [
    ...(finalized.warnings ?? []),
    ...(isOfSpec
      ? []
      : [
          test === undefined
            ? `no spec declares '${run.test_name ?? '?'}', so the run is judged by its own asserts`
            : `${violation?.message ?? ''}; the run is judged by its own asserts and the expectations of the spec`,
        ]),
  ]
  return {
    ...finalized,
    ...(warnings.length > 0 && { warnings }),
    test: judged,
    run,
    durationMs: Math.max(0, Date.parse(run.processing_finished ?? '') - Date.parse(run.created ?? '')) || 0,
    previousAttempts: [],
    ...(run.total_cu_count !== undefined && {
      computeUnits: { estimated: run.total_cu_count, actual: run.total_cu_count },
    }),
  }
}

/** The summary of runs that no session of this machine launched. */
export function summaryOfRuns(
  results: readonly TestResult[],
  environment: Summary['environment'],
  passWithNoTests: boolean,
): Summary {
  const runs = results.flatMap(({ run }) => run ?? [])
  const startedMs = Math.min(...runs.map(({ created }) => Date.parse(created ?? '') || 0))
  const summary: Omit<Summary, 'exit'> = {
    sessionId: runs.map(({ id }) => `run-${id}`).join('-'),
    startedMs: Number.isFinite(startedMs) ? startedMs : 0,
    durationMs: Math.max(0, ...results.map(({ durationMs }) => durationMs)),
    tests: results,
    diagnostics: [],
    errors: [],
    simulated: false,
    environment,
  }
  return { ...summary, exit: exitOf(summary, { passWithNoTests }) }
}

/** What was downloaded of a run. */
export interface DownloadedRun {
  readonly directory: string
  readonly participants: number
  /** Paths on disk. */
  readonly files: readonly string[]
  /** The files that could not be downloaded or written. */
  readonly missing: readonly MissingFile[]
}

/**
 * Downloads all logs and artifacts of an ended run.
 * @param outputDir they are written below it, in `run-<id>`
 * @throws UserError when the project has no such run, or the run is live
 */
export async function downloadRun(
  runId: number,
  { client, outputDir, signal }: { client: LoaderoClient; outputDir: string; signal: AbortSignal },
): Promise<DownloadedRun> {
  await readEndedRun(runId, { client, signal })
  const directory = join(outputDir, `run-${runId}`)
  const runFiles = createRunFiles({ client, runDirectory: directory, signal })
  const files: string[] = []
  let participants = 0
  for await (const { id } of client.run(runId).results.all({}, { signal })) {
    const result = await client.run(runId).results.get(id, { signal })
    files.push(...(await runFiles.keepAll(result)))
    participants++
  }
  await runFiles.removeOthers()
  return { directory, participants, files, missing: runFiles.missing }
}

/** @throws UserError when the project has no such run, or the run is live */
async function readEndedRun(
  runId: number,
  { client, signal }: Pick<RemoteRunOptions, 'client' | 'signal'>,
): Promise<Run> {
  const run = await client
    .run(runId)
    .get({ signal })
    .catch((error: unknown) => {
      if (!(error instanceof NotFoundError) || error.setting !== undefined) throw error
      throw new UserError(
        'usage',
        `project ${client.projectId} has no run ${runId}`,
        '`loadero-test history <test>` lists the runs of a test.',
      )
    })
  if (!isLive(run.status)) return run
  const status = run.status ?? 'unknown'
  throw new UserError('usage', `run ${runId} has not ended: its status is ${status}`, 'Wait for its end.')
}
