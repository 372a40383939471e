import { sumOf } from './aggregate.js'
import { callMetrics } from './call-metric-rows.js'
import {
  byDirection,
  captureToRender,
  eModelMos,
  type Formula,
  freezeDuration,
  iceRestart,
  increase,
  latest,
  limitedBy,
  maxOf,
  meanOf,
  ratio,
  relayShare,
  resolutionChange,
  silence,
} from './formulas.js'
import { flows, type MetricDefinition } from './metric-definition.js'

const ofEnd = 'Counts in the second in which the freeze ends; a freeze that does not end is missing.'

/** A counter of each stream that the metric adds up. */
function counter(name: string) {
  return { combine: sumOf, of: increase(name) }
}

function mean(of: Formula) {
  return { combine: meanOf, of }
}

/** Metrics of the browser's statistics, which Loadero does not have. */
const statsMetrics: readonly MetricDefinition[] = [
  {
    pattern: 'quality/video/freezes',
    unit: 'count',
    source: 'freezeCount of inbound-rtp',
    meaning: 'Freezes of received video.',
    caveat: `A gap between frames of at least 150 ms more than the mean, and three times the mean. ${ofEnd}`,
    measure: { flows: flows.videoIn, ...counter('freezeCount') },
  },
  {
    pattern: 'quality/video/frozenTime',
    unit: 'ms',
    source: 'totalFreezesDuration of inbound-rtp',
    meaning: 'How long received video was frozen.',
    caveat: ofEnd,
    measure: { flows: flows.videoIn, combine: sumOf, of: increase('totalFreezesDuration', 1_000) },
  },
  {
    pattern: 'quality/video/longestFreeze',
    unit: 'ms',
    source: 'totalFreezesDuration by freezeCount',
    meaning: 'The duration of the freezes that end in a second, 0 without one. Use `max`.',
    caveat: 'The mean of several freezes that end in the same second.',
    measure: { flows: flows.videoIn, combine: maxOf, of: freezeDuration },
  },
  {
    pattern: 'quality/video/droppedFrames',
    unit: 'count',
    source: 'framesDropped of inbound-rtp',
    meaning: 'Received frames that were not displayed.',
    caveat: '',
    measure: { flows: flows.videoIn, ...counter('framesDropped') },
  },
  {
    pattern: 'quality/video/resolutionChanges/{d}',
    unit: 'count',
    source: 'frameWidth and frameHeight',
    meaning: 'Seconds with another frame size than the second before.',
    caveat: 'Several changes within one second count once.',
    measure: { flows: flows.video, combine: sumOf, combineLayers: maxOf, of: resolutionChange },
  },
  ...(['Cpu', 'Bandwidth'] as const).map((reason): MetricDefinition => ({
    pattern: `quality/video/limitedBy${reason}`,
    unit: '%',
    source: 'qualityLimitationDurations of outbound-rtp, else qualityLimitationReason',
    meaning: `Share of the time in which ${reason === 'Cpu' ? 'the CPU' : 'the bandwidth'} limits the sent video.`,
    caveat: 'Of the layer of simulcast that is limited most.',
    measure: {
      flows: flows.videoOut,
      combineLayers: maxOf,
      ...mean(limitedBy(reason === 'Cpu' ? 'cpu' : 'bandwidth')),
    },
  })),
  ...(['pli', 'fir', 'nack'] as const).map((name): MetricDefinition => ({
    pattern: `quality/video/${name}/{d}`,
    unit: 'count',
    source: `${name}Count`,
    meaning: {
      pli: 'Requests for a key frame after lost pictures (PLI)',
      fir: 'Requests for a key frame by a server (FIR)',
      nack: 'Requests for lost packets (NACK)',
    }[name].concat('.'),
    caveat: '`in`: sent for received video. `out`: received for sent video.',
    measure: { flows: flows.video, ...counter(`${name}Count`) },
  })),
  {
    pattern: 'quality/video/decodeTime',
    unit: 'ms',
    source: 'totalDecodeTime by framesDecoded',
    meaning: 'Time to decode a frame.',
    caveat: '',
    measure: { flows: flows.videoIn, ...mean(ratio('totalDecodeTime', 'framesDecoded', 1_000)) },
  },
  {
    pattern: 'quality/video/encodeTime',
    unit: 'ms',
    source: 'totalEncodeTime by framesEncoded',
    meaning: 'Time to encode a frame.',
    caveat: '',
    measure: { flows: flows.videoOut, ...mean(ratio('totalEncodeTime', 'framesEncoded', 1_000)) },
  },
  {
    pattern: 'quality/video/qp/{d}',
    unit: '',
    source: 'qpSum by framesDecoded or framesEncoded',
    meaning: 'Quantization of a frame: lower is better.',
    caveat: 'The scale depends on the codec: VP8 to 127, H.264 to 51, VP9 and AV1 to 255.',
    measure: {
      flows: flows.video,
      ...mean(byDirection(ratio('qpSum', 'framesDecoded'), ratio('qpSum', 'framesEncoded'))),
    },
  },
  {
    pattern: 'quality/video/delay',
    unit: 'ms',
    source: 'googTimingFrameInfo of inbound-rtp',
    meaning: 'Estimate: from the capture of a frame at the sender to its display.',
    caveat:
      'The browser estimates the difference of the clocks from half of the round trip. Through a server that ends RTP, the delay is that from the server. Chrome only.',
    measure: { flows: flows.videoIn, ...mean(captureToRender) },
  },
  ...(
    [
      [
        'concealed',
        'concealedSamples',
        'Share of the received sound that is made up, because packets are lost or late.',
      ],
      ['inserted', 'insertedSamplesForDeceleration', 'Share of the sound that is added to slow it down.'],
      ['removed', 'removedSamplesForAcceleration', 'Share of the sound that is removed to speed it up.'],
    ] as const
  ).map(([name, stat, meaning]): MetricDefinition => ({
    pattern: `quality/audio/${name}`,
    unit: '%',
    source: `${stat} by totalSamplesReceived`,
    meaning,
    caveat:
      name === 'concealed' ? 'Silence that is made up counts, for example after the sender leaves.' : '',
    measure: { flows: flows.audioIn, ...mean(ratio(stat, 'totalSamplesReceived', 100)) },
  })),
  {
    pattern: 'quality/audio/silence',
    unit: '%',
    source: 'totalAudioEnergy by totalSamplesDuration of inbound-rtp',
    meaning: 'Share of the seconds in which the received level is below 0.001.',
    caveat: 'The mean of all streams: half of the streams silent is 50.',
    measure: { flows: flows.audioIn, ...mean(silence) },
  },
  {
    pattern: 'quality/audio/eModelMos',
    unit: 'MOS 1…5',
    source: 'concealedSamples, jitterBufferDelay of inbound-rtp, currentRoundTripTime of candidate-pair',
    meaning: 'Our own mean opinion score of received sound, by the E-model (ITU-T G.107).',
    caveat:
      'Not the score of Loadero, and not absolute: compare runs with each other. 1 + 0.035 R + 0.000007 R (R − 60) (100 − R) with R = 93.2 − 0.024 d − 0.11 max(0, d − 177.3) − 95 c / (c + 25.1); d: 20 ms, the jitter buffer and half of the round trip; c: the concealed share in percent.',
    measure: { flows: flows.audioIn, ...mean(eModelMos) },
  },
  {
    pattern: 'quality/connection/relay',
    unit: '%',
    source: 'candidateType of the selected candidate-pair of transport',
    meaning: 'Share of the seconds in which the connection goes over a TURN server.',
    caveat: 'A relay of either side.',
    measure: { flows: flows.connection, ...mean(relayShare) },
  },
  {
    pattern: 'quality/connection/rtt',
    unit: 'ms',
    source: 'currentRoundTripTime of the selected candidate-pair',
    meaning: 'The round trip of ICE, also without media.',
    caveat: 'Measured by ICE about every 2 seconds, in steps of 1 ms.',
    measure: { flows: flows.connection, ...mean(latest('currentRoundTripTime', 1_000, 'pair')) },
  },
  {
    pattern: 'quality/connection/availableOutgoingBitrate',
    unit: 'kbit/s',
    source: 'availableOutgoingBitrate of the selected candidate-pair',
    meaning: 'Estimate of the browser: the bitrate that it may send. The sum of all connections.',
    caveat: 'At least 300 in Chrome until it has sent.',
    measure: {
      flows: flows.connection,
      combine: sumOf,
      of: latest('availableOutgoingBitrate', 1 / 1_000, 'pair'),
    },
  },
  {
    pattern: 'quality/connection/iceRestarts',
    unit: 'count',
    source: 'iceLocalUsernameFragment of transport',
    meaning: 'Restarts of ICE.',
    caveat: 'Several within one second count once.',
    measure: { flows: flows.connection, combine: sumOf, of: iceRestart },
  },
  ...(['in', 'out'] as const).flatMap((direction): MetricDefinition[] => {
    const suffix = direction === 'in' ? 'Received' : 'Sent'
    return [
      {
        pattern: `quality/connection/bytes/${direction}`,
        unit: 'bytes',
        source: `bytes${suffix} of transport`,
        meaning: 'All payload of a connection: media, data channels, RTCP.',
        caveat: '',
        measure: { flows: flows.connection, ...counter(`bytes${suffix}`) },
      },
      {
        pattern: `quality/data/messages/${direction}`,
        unit: 'count',
        source: `messages${suffix} of data-channel`,
        meaning: 'Messages of all data channels.',
        caveat: '',
        measure: { flows: flows.data, ...counter(`messages${suffix}`) },
      },
      {
        pattern: `quality/data/bytes/${direction}`,
        unit: 'bytes',
        source: `bytes${suffix} of data-channel`,
        meaning: 'Payload of all data channels.',
        caveat: '',
        measure: { flows: flows.data, ...counter(`bytes${suffix}`) },
      },
    ]
  }),
]

export const qualityMetrics: readonly MetricDefinition[] = [...statsMetrics, ...callMetrics]
