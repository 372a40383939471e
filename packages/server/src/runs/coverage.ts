import type { TestMode } from '@loadero-test/core'
import type { Assumptions } from '../assumptions.js'
import type { ArtifactKind, LogKind, ParticipantOutput } from '../engines/engine.js'

/** What a test mode records. */
interface Coverage {
  readonly machine: boolean
  readonly webrtc: boolean
  readonly logs: readonly LogKind[]
  readonly artifacts: readonly ArtifactKind[]
}

const coverages = {
  performance: {
    machine: true,
    webrtc: true,
    logs: ['selenium', 'browser', 'webrtc', 'rru'],
    artifacts: ['audio', 'downloads', 'screenshots'],
  },
  load: {
    machine: false,
    webrtc: true,
    logs: ['selenium', 'browser', 'webrtc'],
    artifacts: ['audio', 'screenshots'],
  },
  // Its audio is inside the video.
  'session-record': {
    machine: false,
    webrtc: true,
    logs: ['selenium', 'browser', 'webrtc'],
    artifacts: ['screenshots', 'video'],
  },
} satisfies Record<TestMode, Coverage>

/** An outcome without what the service would not have recorded in this mode. */
export function coveredMetrics(
  mode: TestMode,
  outcome: ParticipantOutput,
  { sessionRecordWebrtc }: Pick<Assumptions, 'sessionRecordWebrtc'>,
): ParticipantOutput {
  const coverage: Coverage = coverages[mode]
  const webrtc = coverage.webrtc && (mode !== 'session-record' || sessionRecordWebrtc)
  const measures = (path: string) =>
    (coverage.machine || !path.startsWith('machine/')) && (webrtc || !path.startsWith('webrtc/'))
  const logs = (kind: string) => coverage.logs.includes(kind as LogKind) && (webrtc || kind !== 'webrtc')
  return {
    ...outcome,
    logs: only(outcome.logs, logs),
    metrics: only(outcome.metrics, measures),
    artifacts: outcome.artifacts.filter(({ kind }) => coverage.artifacts.includes(kind)),
  }
}

function only<T extends object>(object: T, wanted: (key: string) => boolean): T {
  return Object.fromEntries(Object.entries(object).filter(([key]) => wanted(key))) as T
}
