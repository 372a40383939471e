import { join } from 'node:path'
import type { LoaderoClient, Result, Run, RunParticipant } from '@loadero-test/core'
import type { ArtifactPolicy, CollectedResult } from '../model/model.js'
import { fetchFiles, fetchLog } from './fetch-files.js'
import { findScriptError, type LocateScript } from './script-error.js'

export interface CollectResultsOptions {
  readonly client: LoaderoClient
  /** Logs and artifacts go below it. */
  readonly directory: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  /** Whether one that passed is read whole as well: its metrics are needed. */
  readonly isNeeded: (overview: Result) => boolean
  /** Made once a script failed. */
  readonly locate: () => Promise<LocateScript>
  readonly signal?: AbortSignal | undefined
}

/** Reads all results of a settled run with one request for all, and one more for each that is needed whole. */
export async function collectResults(
  run: Run,
  { client, directory, artifacts, isNeeded, locate, signal }: CollectResultsOptions,
): Promise<readonly CollectedResult[]> {
  const results: CollectedResult[] = []
  const node = client.run(run.id).results
  for await (const overview of node.all({}, { signal })) {
    const passed = overview.status === 'pass'
    const kept = artifacts === 'all' || (artifacts === 'failed' && !passed)
    const whole = !passed || kept || isNeeded(overview)
    const result = whole ? await node.get(overview.id, { signal }) : overview
    const fetching = { client, runDirectory: join(directory, `run-${run.id}`), signal }
    // Without its log nobody would know why a script failed; where nothing is to be kept, it is only read.
    const fetch = kept ? fetchFiles : passed ? undefined : fetchLog
    const { files, log } = (await fetch?.(result, fetching)) ?? { files: [] }
    const scriptError = passed || log === undefined ? undefined : findScriptError(log, await locate())
    results.push({ result, files, ...(scriptError && { scriptError }) })
  }
  return results.toSorted(byPlace)
}

/** The participants of a run of whom there is no result; only whoever misses some should ask. */
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

/** By group copy and number, the order in which an author thinks of them; results come as participants end. */
function byPlace({ result: a }: CollectedResult, { result: b }: CollectedResult): number {
  return (
    (a.participant_details?.group_num ?? 0) - (b.participant_details?.group_num ?? 0) ||
    (a.participant_details?.participant_num ?? 0) - (b.participant_details?.participant_num ?? 0)
  )
}
