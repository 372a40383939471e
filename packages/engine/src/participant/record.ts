import { measureWebrtc, writeWebrtcDump } from '@loadero-test/metrics'
import type { Measurement, ParticipantJob, ParticipantOutput } from '@loadero-test/server'
import { type CollectedArtifacts, collectArtifacts } from './artifacts.js'
import { type BrowserLog, createBrowserLog } from '../browser/log.js'
import type { Timecard, ScriptOutcome } from '../script-host/messages.js'
import { createLog, type Log } from '../process/log.js'
import type { Machine } from '../metrics/machine.js'
import { measurementsOf, type Sample, withAvailable } from '../metrics/metrics.js'
import { machineLoadOf } from '../metrics/overload.js'
import { createPageMetrics, type PageMetrics } from '../page/page-metrics.js'
import { hasMedia, type PeerConnections, watchPeerConnections } from '../webrtc/peer-connections.js'

/** What is recorded of a participant while it runs. It is kept however the participant ends. */
export interface ParticipantRecord {
  readonly script: Log
  readonly browser: BrowserLog
  readonly peers: PeerConnections
  readonly pages: PageMetrics
  readonly artifacts: CollectedArtifacts
  readonly timecards: Timecard[]
  /** Adds a line of the engine to the script's log. */
  readonly note: (line: string) => void
}

/** Creates an empty record. */
export function createRecord({ directory }: ParticipantJob): ParticipantRecord {
  const script = createLog()
  const note = (line: string) => script.add(`[engine] ${line}\n`)
  return {
    script,
    browser: createBrowserLog(),
    peers: watchPeerConnections(note),
    pages: createPageMetrics(),
    artifacts: collectArtifacts(directory),
    timecards: [],
    note,
  }
}

/** Closes the record. The log of a failed script ends with `✖ ` and the reason in one line. */
export function participantOutputOf(
  record: ParticipantRecord,
  outcome: ScriptOutcome,
  samples: readonly Sample[],
  machine: Machine | undefined,
): ParticipantOutput {
  if (!outcome.passed) record.script.close(`✖ ${outcome.reason ?? 'The script failed'}\n`)
  record.browser.log.close(record.pages.toLine())
  const { log } = record.peers
  const { series, values } = measureWebrtc(log)
  // The metrics that Loadero has too. The others are computed from the log, wherever a participant has run.
  const serviceMetrics = [
    ...[...series].map(([path, { points }]): [string, Measurement] => [
      path,
      { samples: points.map(({ value }) => value) },
    ]),
    ...[...values].map(([path, value]): [string, Measurement] => [path, { value }]),
  ].filter(([path]) => path.startsWith('webrtc/'))
  return {
    seleniumResult: outcome.passed ? 'pass' : outcome.aborted ? 'aborted' : 'fail',
    logs: {
      selenium: record.script.toString(),
      browser: record.browser.log.toString(),
      ...(hasMedia(log) ? { webrtc: writeWebrtcDump(log) } : {}),
      ...(samples.length > 0 ? { rru: JSON.stringify(withAvailable(samples, machine), null, 1) } : {}),
    },
    artifacts: record.artifacts.list,
    metrics: { ...measurementsOf(samples, machine), ...Object.fromEntries(serviceMetrics) },
    ...(machineLoadOf(samples).state === 'overloaded'
      ? { caveat: 'measured while the machine was overloaded' }
      : {}),
    timecards: record.timecards,
  }
}
