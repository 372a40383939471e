import { LoaderoClient, virtualClock } from '@loadero-test/core'
import { createApp, scriptedEngine } from '@loadero-test/server'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AssertSpec, GroupSpec, ParticipantSpec, TestCase } from '@loadero-test/runner'
import { apply } from '../../packages/runner/src/plan/apply.js'
import { countWrites } from '../../packages/runner/src/plan/diff.js'
import { planTest } from '../../packages/runner/src/plan/plan.js'

const name = fc.constantFrom('a', 'b', 'c')
const count = fc.integer({ min: 1, max: 3 })

const participant: fc.Arbitrary<ParticipantSpec> = fc.record({
  name,
  count,
  browser: fc.constantFrom('chromeLatest', 'firefoxLatest', 'chrome131'),
  network: fc.constantFrom('default', '4g'),
  location: fc.constantFrom('us-west-2', 'eu-central-1'),
  computeUnit: fc.constantFrom('g1', 'g2'),
  audioFeed: fc.constant('default'),
  videoFeed: fc.constantFrom('default', '720p'),
  recordAudio: fc.boolean(),
})

const group: fc.Arbitrary<GroupSpec> = fc.record({
  name,
  count,
  participants: fc.array(participant, { minLength: 1, maxLength: 3 }),
})

const assert: fc.Arbitrary<AssertSpec> = fc.record({
  kind: fc.constant('assert'),
  path: fc.constantFrom('machine/cpu/used/avg', 'webrtc/audio/rtt/avg'),
  operator: fc.constantFrom('lt', 'gt'),
  expected: fc.constantFrom('1', '2'),
  preconditions: fc.record(
    {
      browser: fc.constantFrom('chromeLatest', 'firefoxLatest'),
      groupNum: fc.oneof(fc.nat(2), fc.record({ gte: fc.nat(2), lt: fc.nat(9) })),
    },
    { requiredKeys: [] },
  ),
})

const testCase: fc.Arbitrary<TestCase> = fc
  .record({
    mode: fc.constantFrom('performance', 'load'),
    incrementStrategy: fc.constantFrom('linear', 'random_group'),
    startIntervalSeconds: fc.integer({ min: 1, max: 9 }),
    participantTimeoutSeconds: fc.integer({ min: 1, max: 9 }),
    script: fc.constantFrom('client => {}', 'client => client.end()'),
    groups: fc.array(group, { maxLength: 3 }),
    participants: fc.array(participant, { maxLength: 3 }),
    asserts: fc.array(assert, { maxLength: 4 }),
    expects: fc.constant([]),
    scriptLanguage: fc.constant('javascript'),
    scriptMap: fc.constant({ sources: [] }),
  })
  .map((spec) => ({ id: 't', title: 't', location: { file: 'a.loadero.ts', line: 1 }, tags: [], spec }))

test('whatever a test was, applying a plan makes it what it should be, and the next plan is empty', async () => {
  await fc.assert(
    fc.asyncProperty(testCase, testCase, async (before, after) => {
      const clock = virtualClock()
      const app = createApp({ clock, engine: scriptedEngine({ clock }), accessToken: 'x' })
      const client = new LoaderoClient({
        projectId: 1,
        accessToken: 'x',
        apiBase: 'http://loadero.test/v2/',
        fetch: app,
        clock,
        pace: Infinity,
      })
      const plan = async (wanted: TestCase) =>
        planTest(client, wanted, (await client.tests.list()).results, {
          project: 1,
          prefix: '',
          version: '1',
        })
      try {
        const id = await apply(await plan(before), client)
        expect(countWrites(await plan(before))).toBe(0)
        expect(await apply(await plan(after), client)).toBe(id)
        expect(countWrites(await plan(after))).toBe(0)
      } finally {
        await app.close()
      }
    }),
    { numRuns: 40 },
  )
})
