import type { TestMode } from '@loadero-test/core'
import type { Assumptions } from '../assumptions.js'
import type { ArtifactKind, LogKind, ParticipantOutput } from '../engines/engine.js'

/** What each test mode records. */
const coverages: Readonly<
  Record<
    TestMode,
    { machine: boolean; webrtc: boolean; logs: readonly LogKind[]; artifacts: readonly ArtifactKind[] }
  >
> = {
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
  // The audio of a session recording is inside the video.
  'session-record': {
    machine: false,
    webrtc: true,
    logs: ['selenium', 'browser', 'webrtc'],
    artifacts: ['screenshots', 'video'],
  },
}

/** A participant's output without what the service does not record in this mode. */
export function filterByMode(
  mode: TestMode,
  output: ParticipantOutput,
  { sessionRecordWebrtc }: Pick<Assumptions, 'sessionRecordWebrtc'>,
): ParticipantOutput {
  const coverage = coverages[mode]
  const webrtc = coverage.webrtc && (mode !== 'session-record' || sessionRecordWebrtc)
  const coversMetric = (path: string) =>
    (coverage.machine || !path.startsWith('machine/')) && (webrtc || !path.startsWith('webrtc/'))
  const coversLog = (kind: string) => coverage.logs.includes(kind as LogKind) && (webrtc || kind !== 'webrtc')
  return {
    ...output,
    logs: filterKeys(output.logs, coversLog),
    metrics: filterKeys(output.metrics, coversMetric),
    artifacts: output.artifacts.filter(({ kind }) => coverage.artifacts.includes(kind)),
  }
}

function filterKeys<T extends object>(object: T, isIncluded: (key: string) => boolean): T {
  return Object.fromEntries(Object.entries(object).filter(([key]) => isIncluded(key))) as T
}
