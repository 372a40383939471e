import { join } from 'node:path'
import type { LoaderoClient, Result, Run, RunParticipant } from '@loadero-test/core'
import type { ArtifactPolicy, CollectedResult } from '../model/result.js'
import { fetchFiles, fetchLog } from './fetch-files.js'
import { findMachineState } from './machine-state.js'
import { findFirstFailure, findScriptError, type LocateScript } from './script-error.js'

export interface CollectResultsOptions {
  readonly client: LoaderoClient
  /** Logs and artifacts are written below it. */
  readonly directory: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  /** Whether a result that passed is read whole, too, because its metrics are needed. */
  readonly isNeeded: (overview: Result) => boolean
  /** Called when a script has failed. */
  readonly locate: () => Promise<LocateScript>
  readonly signal?: AbortSignal | undefined
}

/** Reads all results of an ended run: one request for the list, and one for each result that is needed whole. */
export async function collectResults(
  run: Run,
  { client, directory, artifacts, isNeeded, locate, signal }: CollectResultsOptions,
): Promise<readonly CollectedResult[]> {
  const results: CollectedResult[] = []
  const node = client.run(run.id).results
  for await (const overview of node.all({}, { signal })) {
    const passed = overview.status === 'pass'
    const kept = artifacts === 'all' || (artifacts === 'failed' && !passed)
    const result = !passed || kept || isNeeded(overview) ? await node.get(overview.id, { signal }) : overview
    const fetchOptions = { client, runDirectory: join(directory, `run-${run.id}`), signal }
    // The log says why a script failed, so it is read even when no file is kept.
    const fetch = kept ? fetchFiles : passed ? undefined : fetchLog
    const { files, log } = (await fetch?.(result, fetchOptions)) ?? { files: [] }
    const scriptError = passed || log === undefined ? undefined : findScriptError(log, await locate())
    const firstFailure = scriptError === undefined || log === undefined ? undefined : findFirstFailure(log)
    const machine = log === undefined ? undefined : findMachineState(log)
    results.push({
      result,
      files,
      ...(scriptError && { scriptError }),
      ...(firstFailure && { firstFailure }),
      ...(machine && { machine }),
    })
  }
  return results.toSorted(byParticipant)
}

/** The participants of a run without a result. Costs requests, so call it only when results are missing. */
export async function findAbsent(
  run: Run,
  collected: readonly CollectedResult[],
  { client, signal }: Pick<CollectResultsOptions, 'client' | 'signal'>,
): Promise<readonly RunParticipant[]> {
  const present = new Set(
    collected.map(({ result }) => result.run_participant_id ?? result.participant_details?.id),
  )
  const absent: RunParticipant[] = []
  for await (const participant of client.run(run.id).participants.all({}, { signal })) {
    if (!present.has(participant.id)) absent.push(participant)
  }
  return absent
}

/** By group copy and number. The service lists results in the order in which participants ended. */
function byParticipant({ result: a }: CollectedResult, { result: b }: CollectedResult): number {
  return (
    (a.participant_details?.group_num ?? 0) - (b.participant_details?.group_num ?? 0) ||
    (a.participant_details?.participant_num ?? 0) - (b.participant_details?.participant_num ?? 0)
  )
}
