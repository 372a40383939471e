import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { writeFileAtomic } from '@loadero-test/core/internal'
import { schemas } from '@loadero-test/core/internal/schemas'
import type { LoaderoClient, Result, Run, RunParticipant } from '@loadero-test/core'
import type { ArtifactPolicy, CollectedResult } from '../model/result.js'
import { readEvidence } from './failure-details.js'
import { findIgnoredErrors } from './ignored-errors.js'
import { findMachineState } from './machine-state.js'
import type { RunFiles } from './run-files.js'
import { findFirstFailure, findScriptError, type LocateScript } from './script-error.js'

export interface CollectResultsOptions {
  readonly client: LoaderoClient
  readonly files: RunFiles
  /** Contains one directory for each participant. */
  readonly runDirectory: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  /** Whether a result that passed is read whole, too, because its metrics are needed. */
  readonly isNeeded: (overview: Result) => boolean
  /** Whether the logs of scripts that passed are read, too: at a local server, they say which commands failed. */
  readonly readsAllLogs: boolean
  /** Called when a script has failed, or a command of it. */
  readonly locate: () => Promise<LocateScript>
  /** The text of the script, where its lines are in no file of the author: it is kept when a script has failed. */
  readonly generatedScript?: string | undefined
  /** Keeps whole results, which do not change after the end of a run, so that they are read once. */
  readonly cacheDirectory?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** All results of a run, and what was wrong with their list. */
export interface CollectedResults {
  readonly collected: readonly CollectedResult[]
  /** One sentence for each row that came twice with different content. */
  readonly repeats: readonly string[]
}

/** Reads all results of an ended run: one request for the list, and one for each result that is needed whole. */
export async function collectResults(run: Run, options: CollectResultsOptions): Promise<CollectedResults> {
  const { client, files, runDirectory, artifacts, isNeeded, readsAllLogs } = options
  const { locate, generatedScript, signal } = options
  const results: CollectedResult[] = []
  const { onRepeat, repeats } = createRepeatCheck<Result>('result')
  const node = client.run(run.id).results
  for await (const overview of node.all({}, { signal, onRepeat })) {
    const passed = overview.status === 'pass'
    const kept = artifacts === 'all' || (artifacts === 'failed' && !passed)
    const isWhole = !passed || kept || readsAllLogs || isNeeded(overview)
    const result = isWhole ? await readResult(run.id, overview.id, options) : overview
    const fetched = kept ? await files.keepAll(result) : []
    // The logs say why a script failed, so they are read even when no file is kept.
    const log = kept || !passed || readsAllLogs ? await files.readText(result, 'selenium') : undefined
    const script = kept && !passed ? generatedScript : undefined
    // Beside the folders of the participants.
    const scriptFile = join(runDirectory, `${basename(runDirectory)}.script.js`)
    if (script !== undefined) await writeFileAtomic(scriptFile, script)
    const scriptError = passed || log === undefined ? undefined : findScriptError(log, await locate())
    const firstFailure = scriptError === undefined || log === undefined ? undefined : findFirstFailure(log)
    const ignoredErrors = log === undefined ? [] : await findIgnoredErrors(log, locate)
    const machine = log === undefined ? undefined : findMachineState(log)
    const evidence = log === undefined && passed ? {} : await readEvidence(result, files)
    results.push({
      result,
      ...(isWhole && { overview }),
      files: script === undefined ? fetched : [...fetched, scriptFile],
      ...(scriptError && { scriptError }),
      ...(firstFailure && { firstFailure }),
      ...(ignoredErrors.length > 0 && { ignoredErrors }),
      ...(machine && { machine }),
      ...evidence,
    })
  }
  // The service lists results in the order in which participants ended.
  const collected = results.toSorted(
    ({ result: { participant_details: a } }, { result: { participant_details: b } }) =>
      (a?.group_num ?? 0) - (b?.group_num ?? 0) || (a?.participant_num ?? 0) - (b?.participant_num ?? 0),
  )
  return { collected, repeats }
}

function cachedResultFile(runId: number, resultId: number, cacheDirectory: string): string {
  return join(cacheDirectory, `run-${runId}`, `result-${resultId}.json`)
}

/** Whether a result needs no request. */
export function isResultCached(runId: number, resultId: number, cacheDirectory: string): boolean {
  return cacheDirectory !== '' && existsSync(cachedResultFile(runId, resultId, cacheDirectory))
}

/** Reads one result, from the cache if it is there. The links of a cached result may have expired. */
export async function readResult(
  runId: number,
  resultId: number,
  { client, cacheDirectory, signal }: Pick<CollectResultsOptions, 'client' | 'cacheDirectory' | 'signal'>,
): Promise<Result> {
  const file = cacheDirectory && cachedResultFile(runId, resultId, cacheDirectory)
  if (file) {
    try {
      const cached = schemas.resultSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
      if (cached.success && cached.data.id === resultId) return cached.data
    } catch {
      // Not cached, or damaged: it is read again.
    }
  }
  const result = await client.run(runId).results.get(resultId, { signal })
  // Metrics come some time after the end of a run.
  if (file && result.metrics) await writeFileAtomic(file, [JSON.stringify(result)])
  return result
}

/** Reads the participants of a run: one request for each hundred. */
export async function readParticipants(
  run: Run,
  { client, signal }: Pick<CollectResultsOptions, 'client' | 'signal'>,
): Promise<{ readonly participants: readonly RunParticipant[]; readonly repeats: readonly string[] }> {
  const { onRepeat, repeats } = createRepeatCheck<RunParticipant>('run participant')
  const participants: RunParticipant[] = []
  for await (const participant of client.run(run.id).participants.all({}, { signal, onRepeat })) {
    participants.push(participant)
  }
  return { participants, repeats }
}

/** Pages overlap, so an equal row is normal. A different one under the same id contradicts the first. */
function createRepeatCheck<T extends { readonly id: number }>(kind: string) {
  const repeats: string[] = []
  const onRepeat = (first: T, repeated: T) => {
    if (isDeepStrictEqual(first, repeated)) return
    repeats.push(`the list has ${kind} ${first.id} twice, with different content`)
  }
  return { onRepeat, repeats }
}
