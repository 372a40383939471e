import { metric, script, successRate, test } from 'loadero-test'

test('a conference of one presenter and twenty listeners stays clear', {
  startInterval: '1m',
  participantTimeout: '10m',
  script: script('./call.js', { vars: { url: 'https://conference.example/' } }),
  groups: [
    {
      name: 'room',
      participants: [
        { name: 'presenter', browser: 'chromeLatest', audioFeed: 'dtmf', videoFeed: '1080p' },
        { name: 'listener', count: 20, browser: 'chromeLatest', audioFeed: 'silence', computeUnit: 'g1' },
      ],
    },
  ],
  expects: [
    metric('webrtc/video/fps/in/avg').where({ participant: 'listener' }).percentile(5).atLeast(20),
    metric('webrtc/audio/jitter/in/avg').where({ participant: 'listener' }).share(0.9).lessThan(30),
    successRate().where({ participant: 'listener' }).atLeast(0.95),
  ],
})
