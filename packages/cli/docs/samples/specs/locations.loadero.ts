import { metric, script, test } from 'loadero-test'

const locations = ['eu-central-1', 'us-west-2', 'ap-southeast-2'] as const

test('the home page is fast on each continent', {
  startInterval: '10s',
  participantTimeout: '2m',
  script: script('./home.js', { vars: { url: 'https://example.com/' } }),
  participants: locations.map((location) => ({
    name: `visitor in ${location}`,
    count: 5,
    browser: 'chromeLatest',
    location,
  })),
  expects: locations.map((location) =>
    metric('actions/timeExecution/open').where({ location }).mean().lessThan(3_000),
  ),
})
