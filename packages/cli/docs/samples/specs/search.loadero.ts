import { metric, script, test } from 'loadero-test'

test('a search is fast for most customers', {
  startInterval: '30s',
  participantTimeout: '3m',
  script: script('./search.ts', { vars: { url: 'https://shop.example/', words: ['mug', 'lamp'] } }),
  participants: [{ name: 'customer', count: 50, browser: 'chromeLatest' }],
  expects: [
    metric('actions/timeExecution/search').percentile(95).atMost(1_500),
    metric('actions/timeExecution/search').max().atMost(5_000),
  ],
})
