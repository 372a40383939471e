import { sumOf } from './aggregate.js'
import {
  byDirection,
  increase,
  latest,
  level,
  lostPackets,
  maxOf,
  meanOf,
  perSecond,
  ratio,
  reported,
} from './formulas.js'
import { flows, type MetricDefinition } from './metric-definition.js'

const bitsPerKilobit = 8 / 1_000
const bytes = 'bytesReceived of inbound-rtp, bytesSent of outbound-rtp'
const ofLargestLayer = 'Of the largest layer of simulcast.'

/** The metrics of peer connections that Loadero has. Its documents give no units; these are our reading. */
export const serviceMetrics: readonly MetricDefinition[] = [
  {
    pattern: 'webrtc/{m}/bitrate/{d}',
    unit: 'kbit/s',
    source: `${bytes}, per time`,
    meaning: 'Payload, the sum of all streams.',
    caveat:
      'Without headers, with retransmissions. Not in the first second of a stream, which the stream fills partly.',
    measure: {
      flows: flows.rtp,
      combine: sumOf,
      of: byDirection(perSecond('bytesReceived', bitsPerKilobit), perSecond('bytesSent', bitsPerKilobit)),
    },
  },
  {
    pattern: 'webrtc/{m}/bytes/{d}',
    unit: 'bytes',
    source: bytes,
    meaning: 'Payload since the previous second, the sum of all streams.',
    caveat: 'Data after the last whole second counts when the page closes the connection.',
    measure: {
      flows: flows.rtp,
      combine: sumOf,
      of: byDirection(increase('bytesReceived'), increase('bytesSent')),
    },
  },
  {
    pattern: 'webrtc/{m}/packets/{d}',
    unit: 'count',
    source: 'packetsReceived of inbound-rtp, packetsSent of outbound-rtp',
    meaning: 'Packets since the previous second, the sum of all streams.',
    caveat: 'Data after the last whole second counts when the page closes the connection.',
    measure: {
      flows: flows.rtp,
      combine: sumOf,
      of: byDirection(increase('packetsReceived'), increase('packetsSent')),
    },
  },
  {
    pattern: 'webrtc/{m}/packetsLost/{d}',
    unit: 'count',
    source: 'packetsLost of inbound-rtp, packetsLost of remote-inbound-rtp',
    meaning: 'Lost packets, the sum of all streams.',
    caveat:
      'A packet that arrives later, or again, was not lost. Sent: as the receiver reports, about every second for video and every 5 seconds for audio.',
    measure: { flows: flows.rtp, combine: sumOf, of: lostPackets },
  },
  {
    pattern: 'webrtc/{m}/packetsLost/{d}/percent',
    unit: '%',
    source: 'packetsLost, packetsReceived, packetsSent',
    meaning:
      'Lost packets of all packets of the call: of received and lost ones, or of those sent by the last report.',
    caveat: 'One value for the whole call.',
  },
  {
    pattern: 'webrtc/{m}/jitter/{d}',
    unit: 'ms',
    source: 'jitter of inbound-rtp, jitter of remote-inbound-rtp',
    meaning: 'The mean of all streams.',
    caveat: 'Sent: one value for each report of the receiver.',
    measure: { flows: flows.rtp, combine: meanOf, of: reported('jitter', 1_000) },
  },
  {
    pattern: 'webrtc/{m}/rtt',
    unit: 'ms',
    source: 'roundTripTime of remote-inbound-rtp',
    meaning: 'The round trip to the next RTP endpoint, which may be a server. The mean of all streams.',
    caveat: 'One value for each report, the first after some seconds.',
    measure: { flows: flows.rtpOut, combine: meanOf, of: reported('roundTripTime', 1_000) },
  },
  {
    pattern: 'webrtc/{m}/jitterBuffer',
    unit: 'ms',
    source: 'jitterBufferDelay by jitterBufferEmittedCount',
    meaning: 'The time in the jitter buffer, for each frame or sample of sound. The mean of all streams.',
    caveat: 'Absent for a stream without a media element.',
    measure: {
      flows: flows.rtpIn,
      combine: meanOf,
      of: ratio('jitterBufferDelay', 'jitterBufferEmittedCount', 1_000),
    },
  },
  {
    pattern: 'webrtc/audio/level/{d}',
    unit: '0…1',
    source: 'root of totalAudioEnergy by totalSamplesDuration, of inbound-rtp and of media-source',
    meaning: 'The level of the whole second. The mean of all streams.',
    caveat: "After the page's own noise suppression and gain.",
    measure: {
      flows: ['audio in', 'audio out'],
      combine: meanOf,
      of: byDirection(level('own'), level('source')),
    },
  },
  {
    pattern: 'webrtc/video/fps/{d}',
    unit: 'frames/s',
    source: 'framesDecoded, framesEncoded, per time',
    meaning: 'The mean of all streams.',
    caveat: `${ofLargestLayer} Not in the first second of a stream.`,
    measure: {
      flows: flows.video,
      combine: meanOf,
      combineLayers: maxOf,
      of: byDirection(perSecond('framesDecoded'), perSecond('framesEncoded')),
    },
  },
  {
    pattern: 'webrtc/video/frameWidth/{d}',
    unit: 'px',
    source: 'frameWidth',
    meaning: 'The mean of all streams.',
    caveat: ofLargestLayer,
    measure: { flows: flows.video, combine: meanOf, combineLayers: maxOf, of: latest('frameWidth') },
  },
  {
    pattern: 'webrtc/video/frameHeight/{d}',
    unit: 'px',
    source: 'frameHeight',
    meaning: 'The mean of all streams.',
    caveat: ofLargestLayer,
    measure: { flows: flows.video, combine: meanOf, combineLayers: maxOf, of: latest('frameHeight') },
  },
  {
    pattern: 'webrtc/{m}/codec/{d}',
    unit: '',
    source: 'mimeType of codec',
    meaning: 'The names of all codecs, such as `VP8` or `VP8, H264`.',
    caveat: 'One value for the whole call.',
  },
  {
    pattern: 'webrtc/{m}/connections/{d}',
    unit: 'count',
    source: 'number of inbound-rtp, number of outbound-rtp',
    meaning: 'The maximum of streams at a time.',
    caveat: 'One value for the whole call. Each layer of simulcast is a stream.',
  },
]
