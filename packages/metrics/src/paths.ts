/**
 * Metrics that Loadero does not have. They are measured from the `webrtc` log of a participant, so they are known after
 * the run, at Loadero and here. The meanings are in `quality-metrics.ts`.
 */
export const qualityBases = [
  'quality/video/freezes',
  'quality/video/frozenTime',
  'quality/video/longestFreeze',
  'quality/video/droppedFrames',
  'quality/video/resolutionChanges/in',
  'quality/video/resolutionChanges/out',
  'quality/video/limitedByCpu',
  'quality/video/limitedByBandwidth',
  'quality/video/pli/in',
  'quality/video/pli/out',
  'quality/video/fir/in',
  'quality/video/fir/out',
  'quality/video/nack/in',
  'quality/video/nack/out',
  'quality/video/decodeTime',
  'quality/video/encodeTime',
  'quality/video/qp/in',
  'quality/video/qp/out',
  'quality/video/timeToFirstFrame',
  'quality/video/delay',
  'quality/video/avSync',
  'quality/audio/concealed',
  'quality/audio/inserted',
  'quality/audio/removed',
  'quality/audio/silence',
  'quality/audio/timeToFirstSound',
  'quality/audio/eModelMos',
  'quality/connection/timeToConnected',
  'quality/connection/iceTime',
  'quality/connection/disconnections',
  'quality/connection/disconnectedTime',
  'quality/connection/iceRestarts',
  'quality/connection/relay',
  'quality/connection/rtt',
  'quality/connection/availableOutgoingBitrate',
  'quality/connection/bytes/in',
  'quality/connection/bytes/out',
  'quality/data/messages/in',
  'quality/data/messages/out',
  'quality/data/bytes/in',
  'quality/data/bytes/out',
  'quality/media/getUserMediaTime',
  'quality/media/getUserMediaFailures',
] as const

/** A metric per second that Loadero does not have. */
export type QualityBase = (typeof qualityBases)[number]

/** Metrics that are texts. Reports show them. */
export const qualityTexts = ['quality/connection/candidateType', 'quality/connection/protocol'] as const

/** Whether a path is one of these metrics, without an aggregate. */
export function isQualityBase(path: string): path is QualityBase {
  return (qualityBases as readonly string[]).includes(path)
}
