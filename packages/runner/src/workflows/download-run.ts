import { join } from 'node:path'
import { isLive, type LoaderoClient, resultFiles } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import { fetchFiles } from '../results/fetch-files.js'

/** What was downloaded of a run. */
export interface DownloadedRun {
  readonly directory: string
  readonly participants: number
  /** Paths on disk. */
  readonly files: readonly string[]
  /** How many files could not be downloaded: their links expire. */
  readonly missing: number
}

/**
 * Downloads all logs and artifacts of an ended run.
 * @param outputDir they are written below it, in `run-<id>`
 * @throws UserError when the run is live
 */
export async function downloadRun(
  runId: number,
  { client, outputDir, signal }: { client: LoaderoClient; outputDir: string; signal: AbortSignal },
): Promise<DownloadedRun> {
  const run = await client.run(runId).get({ signal })
  if (isLive(run.status)) throw liveRunError(runId, run.status)
  const directory = join(outputDir, `run-${runId}`)
  const files: string[] = []
  let [participants, missing] = [0, 0]
  for await (const { id } of client.run(runId).results.all({}, { signal })) {
    const result = await client.run(runId).results.get(id, { signal })
    const fetched = await fetchFiles(result, { client, runDirectory: directory, signal })
    participants++
    files.push(...fetched.files)
    missing += resultFiles(result).length - fetched.files.length
  }
  return { directory, participants, files, missing }
}

export function liveRunError(runId: number, status = 'unknown'): UserError {
  return new UserError('usage', `run ${runId} has not ended: its status is ${status}`, 'Wait for its end.')
}
