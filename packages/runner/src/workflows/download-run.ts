import { join } from 'node:path'
import { isLive, type LoaderoClient, resultFiles } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import { createRunFiles } from '../results/run-files.js'

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
  const runFiles = createRunFiles({ client, runDirectory: directory, signal })
  const files: string[] = []
  let [participants, missing] = [0, 0]
  for await (const { id } of client.run(runId).results.all({}, { signal })) {
    const result = await client.run(runId).results.get(id, { signal })
    const kept = await runFiles.keepAll(result)
    participants++
    files.push(...kept)
    missing += resultFiles(result).length - kept.length
  }
  await runFiles.removeOthers()
  return { directory, participants, files, missing }
}

export function liveRunError(runId: number, status = 'unknown'): UserError {
  return new UserError('usage', `run ${runId} has not ended: its status is ${status}`, 'Wait for its end.')
}
