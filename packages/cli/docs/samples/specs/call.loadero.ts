import { metric, script, test } from 'loadero-test'

test('two people hear and see each other', {
  incrementStrategy: 'linear_group',
  startInterval: '2s',
  participantTimeout: '5m',
  script: script('./call.js', { vars: { url: 'https://call.example/' } }),
  groups: [
    {
      name: 'pair',
      count: 5,
      participants: [
        { name: 'caller', browser: 'chromeLatest', audioFeed: 'dtmf' },
        { name: 'callee', browser: 'chromeLatest', videoFeed: '720p' },
      ],
    },
  ],
  asserts: [
    metric('webrtc/audio/bitrate/in/avg').greaterThan(1),
    metric('webrtc/video/codec/in').equals('VP8'),
  ],
  expects: [
    metric('webrtc/audio/rtt/avg').mean().lessThan(200),
    metric('webrtc/audio/jitter/in/avg').share(0.9).lessThan(30),
    metric('webrtc/video/fps/in/avg').where({ participant: 'caller' }).min().atLeast(15),
  ],
})
