import { script, test } from 'loadero-test'

test('a new customer confirms their address', {
  startInterval: '5s',
  participantTimeout: '3m',
  script: script('./mail.ts', { vars: { url: 'https://shop.example/join' } }),
  participants: [{ name: 'customer', count: 3, browser: 'chromeLatest' }],
})
