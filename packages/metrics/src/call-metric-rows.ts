import type { MetricDefinition } from './metric-definition.js'

/** Metrics of events, or of several streams together. Their formulas are in `call-metrics.ts`. */
export const callMetrics: readonly MetricDefinition[] = [
  {
    pattern: 'quality/video/timeToFirstFrame',
    unit: 'ms',
    source: 'ontrack event, framesDecoded and totalInterFrameDelay of inbound-rtp',
    meaning: 'From the arrival of a track in the page to its first frame. One value for each track.',
    caveat: 'Estimate: the first frame is as long before a reading as the frames up to it took.',
  },
  {
    pattern: 'quality/audio/timeToFirstSound',
    unit: 'ms',
    source: 'ontrack event, jitterBufferEmittedCount, totalAudioEnergy of inbound-rtp, clockRate of codec',
    meaning: 'From the arrival of a track in the page to its first sound. One value for each track.',
    caveat: 'Estimate, to the second when the track is silent at first.',
  },
  {
    pattern: 'quality/video/avSync',
    unit: 'ms',
    source: 'estimatedPlayoutTimestamp of inbound-rtp',
    meaning: 'Estimate of the browser: the distance between sound and picture of one sender.',
    caveat:
      'Absent in the first seconds, and where several streams cannot be paired by their `ontrack` events.',
  },
  {
    pattern: 'quality/connection/timeToConnected',
    unit: 'ms',
    source: 'setLocalDescription, setRemoteDescription, onconnectionstatechange',
    meaning: 'From the first description to the state `connected`. One value for each connection.',
    caveat: 'For the side that calls, it contains the time until the other side answers.',
  },
  {
    pattern: 'quality/connection/iceTime',
    unit: 'ms',
    source: 'oniceconnectionstatechange',
    meaning: 'From the first check of ICE to its first connection. One value for each connection.',
    caveat: '',
  },
  {
    pattern: 'quality/connection/disconnections',
    unit: 'count',
    source: 'onconnectionstatechange',
    meaning: 'How often a connection that was connected is disconnected or fails.',
    caveat: 'Absent when no connection was connected.',
  },
  {
    pattern: 'quality/connection/disconnectedTime',
    unit: 'ms',
    source: 'onconnectionstatechange',
    meaning:
      'How long connections were disconnected or failed, until they recover, are closed, or the log ends.',
    caveat: 'Counts at the end of that time.',
  },
  {
    pattern: 'quality/connection/candidateType',
    unit: '',
    source: 'candidateType of the local candidate of the selected candidate-pair',
    meaning: 'The last one of each connection: `host`, `srflx`, `prflx` or `relay`.',
    caveat: 'One text for the whole call, for reports.',
  },
  {
    pattern: 'quality/connection/protocol',
    unit: '',
    source: 'protocol, relayProtocol of the local candidate of the selected candidate-pair',
    meaning: 'The last one of each connection: `udp`, `tcp`, or that to the TURN server.',
    caveat: 'One text for the whole call, for reports.',
  },
  {
    pattern: 'quality/media/getUserMediaTime',
    unit: 'ms',
    source: 'calls of getUserMedia and getDisplayMedia',
    meaning: 'Until the page has the stream. One value for each call that succeeds.',
    caveat: '',
  },
  {
    pattern: 'quality/media/getUserMediaFailures',
    unit: 'count',
    source: 'calls of getUserMedia and getDisplayMedia',
    meaning: 'Calls that failed.',
    caveat: 'Absent when the page made no call.',
  },
]
