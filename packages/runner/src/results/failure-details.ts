import type { Result } from '@loadero-test/core'
import type { CollectedResult } from '../model/result.js'
import type { FailureDetails } from '../model/timeline.js'
import { readBrowserLog } from './browser-log.js'
import type { RunFiles } from './run-files.js'
import { readScriptLog } from './script-log.js'

/** Reads what a participant's script set and measured and, when it did not pass, what its logs say about the failure. */
export async function readEvidence(
  result: Result,
  files: RunFiles,
): Promise<Pick<CollectedResult, 'script' | 'failure'>> {
  const read = await files.read(result, 'selenium', readScriptLog)
  const log = read === 'unreadable' ? undefined : read
  const script = log && { marks: log.marks, measurements: log.measurements }
  if (result.status === 'pass') return { ...(script && { script }) }
  const problems = await files.read(result, 'browser', readBrowserLog)
  const { pageErrors, failedRequests } =
    problems === undefined || problems === 'unreadable' ? { pageErrors: [], failedRequests: [] } : problems
  const startMs = Date.parse(result.start ?? '')
  const endMs = Date.parse(result.end ?? '')
  const atMs = log?.failedMs ?? (Number.isNaN(endMs) ? undefined : endMs)
  const failure: FailureDetails = {
    ...(atMs !== undefined && { atMs }),
    ...(atMs !== undefined &&
      !Number.isNaN(startMs) && { second: Math.max(0, Math.round((atMs - startMs) / 100) / 10) }),
    commands: log?.commands ?? [],
    pageErrors,
    failedRequests,
  }
  return { ...(script && { script }), failure }
}
