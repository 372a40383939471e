import { metric, script, successRate, test } from 'loadero-test'

test('ten visitors see the home page', {
  tags: ['smoke'],
  startInterval: '5s',
  participantTimeout: '1m',
  script: script('./home.js', { vars: { url: 'https://example.com/' } }),
  participants: [{ name: 'visitor', count: 10, browser: 'chromeLatest' }],
  // Loadero checks it on every participant.
  asserts: [metric('actions/timeExecution/open').lessThan(5_000)],
  expects: [
    // loadero-test checks these across participants, after the run.
    metric('actions/timeExecution/open').percentile(90).lessThan(2_000),
    successRate().atLeast(0.9),
  ],
})
