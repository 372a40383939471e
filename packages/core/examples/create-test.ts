import type { LoaderoClient } from '@loadero-test/core'

/** A call between two participants: the caller has a mobile network and an assert. */
export async function createCall(client: LoaderoClient): Promise<number> {
  const { id } = await client.tests.create({
    name: 'call',
    script: 'client => client.url("https://example.com").waitForElementVisible("video")',
    start_interval: 10, // seconds within which all participants start
    participant_timeout: 600, // seconds that each participant has
    mode: 'performance',
    increment_strategy: 'linear_group',
  })
  const test = client.test(id)
  const pair = await test.groups.create({ name: 'pair', count: 5 })
  await test.group(pair.id).participants.create({
    name: 'caller',
    count: 1,
    browser: 'chromeLatest',
    network: '4g',
    location: 'eu-central-1',
  })
  await test.group(pair.id).participants.create({ name: 'callee', count: 1, browser: 'firefoxLatest' })
  const fast = await test.asserts.create({ path: 'webrtc/audio/rtt/avg', operator: 'lt', expected: '200' })
  await test
    .assert(fast.id)
    .preconditions.create({ property: 'participant_name', operator: 'eq', expected: 'caller' })
  return id
}
