import type { ParticipantJob, ParticipantOutput } from '@loadero-test/server'
import { type CollectedArtifacts, collectArtifacts } from './artifacts.js'
import { type BrowserLog, createBrowserLog } from '../browser/log.js'
import type { Timecard, ScriptOutcome } from '../script-host/messages.js'
import { createLog, type Log } from '../process/log.js'
import type { Machine } from '../metrics/machine.js'
import { measurementsOf, type Sample } from '../metrics/metrics.js'
import { machineLoadOf } from '../metrics/overload.js'
import { measurementsOfStreams } from '../webrtc/measure.js'
import { type PeerConnections, watchPeerConnections } from '../webrtc/peer-connections.js'

/** What is recorded of a participant while it runs. It is kept however the participant ends. */
export interface ParticipantRecord {
  readonly script: Log
  readonly browser: BrowserLog
  readonly peers: PeerConnections
  readonly artifacts: CollectedArtifacts
  readonly timecards: Timecard[]
  /** Adds a line of the engine to the script's log. */
  readonly note: (line: string) => void
}

/** Creates an empty record. */
export function createRecord({ directory }: ParticipantJob): ParticipantRecord {
  const script = createLog()
  return {
    script,
    browser: createBrowserLog(),
    peers: watchPeerConnections(),
    artifacts: collectArtifacts(directory),
    timecards: [],
    note: (line) => script.add(`[engine] ${line}\n`),
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
  const webrtc = record.peers.log.toString()
  return {
    seleniumResult: outcome.passed ? 'pass' : outcome.aborted ? 'aborted' : 'fail',
    logs: {
      selenium: record.script.toString(),
      browser: record.browser.log.toString(),
      ...(webrtc ? { webrtc } : {}),
      ...(samples.length > 0 ? { rru: JSON.stringify(samples, null, 1) } : {}),
    },
    artifacts: record.artifacts.list,
    metrics: { ...measurementsOf(samples, machine), ...measurementsOfStreams(record.peers.readings) },
    ...(machineLoadOf(samples).state === 'overloaded'
      ? { caveat: 'measured while the machine was overloaded' }
      : {}),
    timecards: record.timecards,
  }
}
