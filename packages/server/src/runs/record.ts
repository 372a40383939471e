import { rm } from 'node:fs/promises'
import { errorMessage } from '@loadero-test/core/internal'
import type { ArtifactKind, LogKind, ParticipantOutput } from '../engines/engine.js'
import { pick } from '../store/columns.js'
import type { ResultRow, RunParticipantRow, RunRow, StoredArtifacts } from '../store/tables.js'
import { timestamp, unsetTime } from '../store/timestamp.js'
import { evaluateAssert } from './asserts.js'
import { filterByMode } from './coverage.js'
import { aggregateMeasurements, collectAssertEvidence } from './evidence.js'
import type { LifecycleContext } from './lifecycle-context.js'
import type { ResultFiles } from './result-files.js'

/** How the execution of a participant went. */
export interface ExecutedParticipant {
  /** When it started in the ramp-up, in Unix milliseconds. Undefined when it never did. */
  readonly start: number | undefined
  readonly end: number
  /** Set when its timeout or a stop of the run ended it. */
  readonly interruption: 'timeout' | 'aborted' | undefined
  readonly output: ParticipantOutput | undefined
  /** What the engine threw instead of an output. */
  readonly error: unknown
}

/** Stores the result of a participant. One that never started before the run was stopped has no result. */
export async function recordResult(
  context: Pick<LifecycleContext, 'store' | 'files' | 'assumptions'>,
  {
    participant,
    run,
    executed,
    directory,
  }: {
    readonly participant: RunParticipantRow
    readonly run: Pick<RunRow, 'test_mode' | 'mos_test'>
    readonly executed: ExecutedParticipant
    /** The job's directory, which is removed. '' for none. */
    readonly directory: string
  },
): Promise<void> {
  const { files, assumptions } = context
  const { start, end, interruption, error } = executed
  if (start !== undefined || interruption === undefined) {
    const output = executed.output && filterByMode(run.test_mode, executed.output, assumptions)
    // Only a MOS test is scored.
    const scores = run.mos_test ? (output?.mos ?? []) : []
    const logs = output?.logs ?? { selenium: `✖ No outcome: ${errorMessage(error)}\n` }
    const keptLogs = await Promise.all(
      Object.entries(logs).map(async ([kind, text]) => [kind, await files.keepLog(kind as LogKind, text)]),
    )
    const result = {
      participant,
      logs: Object.fromEntries(keptLogs),
      artifacts: await keepArtifacts(files, output?.artifacts ?? [], directory),
      start: start === undefined ? unsetTime : timestamp(start),
      end: timestamp(end),
      // An error of the engine says nothing about the product, so the participant must not look failed.
      selenium_result: interruption ?? output?.seleniumResult ?? 'aborted',
      metrics: aggregateMeasurements(output?.metrics ?? {}),
      timecards: output?.timecards ?? [],
      mos: scores,
      mos_status: scores.length > 0 ? 'available' : 'none',
    } as const
    insertResult(context, result, output?.caveat)
  }
  if (directory !== '') await rm(directory, { recursive: true, force: true })
}

async function keepArtifacts(
  files: ResultFiles,
  artifacts: ParticipantOutput['artifacts'],
  directory: string,
): Promise<ResultRow['artifacts']> {
  const keep = async (kind: ArtifactKind): Promise<StoredArtifacts> => {
    const found = artifacts.filter((artifact) => artifact.kind === kind)
    try {
      return {
        paths: await Promise.all(found.map((artifact) => files.keepArtifact(kind, artifact, directory))),
      }
    } catch (error) {
      return { paths: [], error: errorMessage(error) }
    }
  }
  const [audio, downloads, screenshots, video] = await Promise.all([
    keep('audio'),
    keep('downloads'),
    keep('screenshots'),
    keep('video'),
  ])
  return { audio, downloads, screenshots, video }
}

/** Inserts a result and its evaluated asserts. A failed assert fails a result whose script passed. */
function insertResult(
  { store, assumptions }: Pick<LifecycleContext, 'store' | 'assumptions'>,
  result: Omit<ResultRow, 'id' | 'created' | 'updated' | 'run_id' | 'status'>,
  caveat: string | undefined,
): void {
  const { run_id } = result.participant
  const evidence = collectAssertEvidence(result.participant, result, assumptions)
  const evaluated = store.find('run_asserts', { run_id }).map((assert) => {
    const verdict = evaluateAssert(assert, evidence, assumptions)
    // An assert that fails on a measured value carries the caveat of the measurement as its message.
    const isUnaffected = caveat === undefined || verdict.status !== 'fail' || verdict.actual === undefined
    return { assert, verdict: isUnaffected ? verdict : { message: caveat, ...verdict } }
  })
  const hasFailedAssert = evaluated.some(({ verdict }) => verdict.status === 'fail')
  const status = result.selenium_result === 'pass' && hasFailedAssert ? 'fail' : result.selenium_result
  const { id } = store.insert('results', { ...result, run_id, status })
  for (const { assert, verdict } of evaluated) {
    const definition = pick(assert, 'path', 'operator', 'expected')
    store.insert('result_asserts', { ...definition, ...verdict, result_id: id, run_assert_id: assert.id })
  }
}
