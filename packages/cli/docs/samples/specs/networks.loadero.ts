import { metric, script, test } from 'loadero-test'

test.each([
  { network: 'default', rtt: 100 },
  { network: '4g', rtt: 250 },
  { network: '3g', rtt: 600 },
] as const)('a call works on the network $network', ({ network, rtt }) => ({
  startInterval: '2s',
  participantTimeout: '3m',
  script: script('./call.js', { vars: { url: 'https://call.example/' } }),
  groups: [{ name: 'pair', participants: [{ name: 'peer', count: 2, browser: 'chromeLatest', network }] }],
  expects: [metric('webrtc/audio/rtt/avg').percentile(50).lessThan(rtt)],
}))
