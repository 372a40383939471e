import { script, test } from 'loadero-test'

test(
  'no participant runs into its time limit',
  {
    startInterval: '5s',
    participantTimeout: '1m',
    script: script('./home.js', { vars: { url: 'https://example.com/' } }),
    participants: [{ name: 'visitor', count: 5, browser: 'chromeLatest' }],
  },
  ({ results, expect }) => {
    expect(results.filter(({ status }) => status === 'timeout')).toHaveLength(0)
  },
)
