import type { ParticipantJob, ParticipantOutput } from '@loadero-test/server'
import { type CollectedArtifacts, collectArtifacts } from './artifacts.js'
import { type BrowserLog, createBrowserLog } from '../browser/log.js'
import type { Timecard, ScriptOutcome } from '../script-host/messages.js'
import { createLog, type Log } from '../process/log.js'
import type { Machine } from '../metrics/machine.js'
import { measurementsOf, type Sample } from '../metrics/metrics.js'
import { overloadOf } from '../metrics/overload.js'
import { measurementsOfStreams } from '../webrtc/measure.js'
import { type PeerConnections, watchPeerConnections } from '../webrtc/peer-connections.js'

/** What is known of a participant so far, to be told whenever and however it ends. */
export interface ParticipantRecord {
  readonly script: Log
  readonly browser: BrowserLog
  readonly peers: PeerConnections
  readonly artifacts: CollectedArtifacts
  readonly timecards: Timecard[]
  /** Adds a line of our own to the script's log. */
  readonly note: (line: string) => void
}

/** Starts an empty record. */
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

interface Ending {
  readonly verdict: ScriptOutcome
  readonly samples: readonly Sample[]
  /** What the browser ran on, where it is known. */
  readonly machine: Machine | undefined
}

/** Closes the record; the log of a failed script ends with `✖ ` and the reason in one line. */
export function participantOutputOf(record: ParticipantRecord, { verdict, samples, machine }: Ending): ParticipantOutput {
  if (!verdict.passed) record.script.close(`✖ ${verdict.reason ?? 'The script failed'}\n`)
  const webrtc = record.peers.log.toString()
  return {
    seleniumResult: verdict.passed ? 'pass' : 'fail',
    logs: {
      selenium: record.script.toString(),
      browser: record.browser.log.toString(),
      ...(webrtc ? { webrtc } : {}),
      ...(samples.length > 0 ? { rru: JSON.stringify(samples, null, 1) } : {}),
    },
    artifacts: record.artifacts.list,
    metrics: { ...measurementsOf(samples, machine), ...measurementsOfStreams(record.peers.readings) },
    ...(overloadOf(samples) === undefined ? {} : { caveat: 'measured while the machine was overloaded' }),
    timecards: record.timecards,
  }
}
