import { metric, script, successRate, test } from 'loadero-test'

test('the shop takes 200 customers in ten minutes', {
  mode: 'load',
  incrementStrategy: 'linear',
  startInterval: '10m',
  participantTimeout: '15m',
  script: script('./search.ts', { vars: { url: 'https://shop.example/', words: ['mug'] } }),
  participants: [{ name: 'customer', count: 200, browser: 'chromeLatest', computeUnit: 'g1' }],
  expects: [metric('actions/timeExecution/search').percentile(95).atMost(3_000), successRate().atLeast(0.99)],
})
