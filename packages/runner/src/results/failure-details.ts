import type { Result } from '@loadero-test/core'
import { readWebrtcDump } from '@loadero-test/metrics'
import type { CollectedResult } from '../model/result.js'
import type { FailureDetails, LogEntry } from '../model/timed/timeline.js'
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
  const mediaFailures = await files.read(result, 'webrtc', readMediaFailures)
  const startMs = Date.parse(result.start ?? '')
  const endMs = Date.parse(result.end ?? '')
  // The clock of a log can differ from that of the service, so that its times say nothing.
  const isPlausible = (logMs: number) => !(logMs < startMs - maxClockMs || logMs > endMs + maxClockMs)
  const failedMs = log?.failedMs !== undefined && isPlausible(log.failedMs) ? log.failedMs : endMs
  // A script that passed did not fail at any time: an assert is about the whole run.
  const atMs = result.selenium_result === 'pass' || Number.isNaN(failedMs) ? undefined : failedMs
  const failure: FailureDetails = {
    ...(atMs !== undefined && { atMs }),
    ...(atMs !== undefined &&
      !Number.isNaN(startMs) && { second: Math.max(0, Math.round((atMs - startMs) / 100) / 10) }),
    commands: log?.commands ?? [],
    pageErrors,
    failedRequests,
    mediaFailures: mediaFailures === 'unreadable' ? [] : (mediaFailures ?? []),
  }
  return { ...(script && { script }), failure }
}

const maxClockMs = 60_000
const maxMediaFailures = 3
const maxMessageCharacters = 200

/** Calls of getUserMedia and getDisplayMedia that failed, each message once. A log that is not a dump has none. */
async function readMediaFailures(chunks: AsyncIterable<Uint8Array>): Promise<readonly LogEntry[]> {
  const { events } = await readWebrtcDump(chunks)
  const byText = new Map<string, LogEntry>()
  for (const { atMs, kind, text } of events) {
    const call = /^(get(?:User|Display)Media)OnFailure$/.exec(kind)?.[1]
    const message = `${call} failed: ${text}`.replaceAll(/\s+/g, ' ').slice(0, maxMessageCharacters)
    if (call !== undefined && !byText.has(message)) byText.set(message, { atMs, text: message })
  }
  return [...byText.values()].slice(0, maxMediaFailures)
}
