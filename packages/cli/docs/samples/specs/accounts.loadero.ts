import { script, test } from 'loadero-test'

// The service stores scripts in clear text: use accounts of a test system only.
test('every customer logs in with an account of their own', {
  startInterval: '20s',
  participantTimeout: '2m',
  script: script('./accounts.js', {
    vars: { url: 'https://shop.example/login', domain: 'load.example', password: 'only-for-tests' },
  }),
  participants: [{ name: 'customer', count: 20, browser: 'chromeLatest' }],
})
