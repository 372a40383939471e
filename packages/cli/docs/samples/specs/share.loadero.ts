import { metric, script, test } from 'loadero-test'

test('sharing a screen leaves the sender enough CPU', {
  startInterval: '10s',
  participantTimeout: '3m',
  script: script('./share.ts', { vars: { url: 'https://conference.example/' } }),
  participants: [{ name: 'sender', count: 3, browser: 'chromeLatest' }],
  expects: [
    metric('measure/join/max').share(0.95).atMost(3_000),
    // In nine of ten seconds between the two marks.
    metric('machine/cpu/used').between('sharing', 'stopped').atMost(80).forShare(0.9),
  ],
})
