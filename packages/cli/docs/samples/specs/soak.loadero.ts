import { metric, script, test } from 'loadero-test'

test('a call of one hour does not degrade', {
  tags: ['soak'],
  startInterval: '2s',
  participantTimeout: '70m',
  script: script('./soak.js', { vars: { url: 'https://call.example/', minutes: 60 } }),
  groups: [{ name: 'pair', participants: [{ name: 'peer', count: 2, browser: 'chromeLatest' }] }],
  expects: [
    metric('webrtc/audio/rtt/max').max().lessThan(1_000),
    metric('webrtc/video/fps/in/5th').min().atLeast(10),
  ],
})
