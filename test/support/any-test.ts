import fc from 'fast-check'
import type { AssertSpec, GroupSpec, ParticipantSpec, SpecTest, TestSpec } from '@loadero-test/runner'

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

const spec: fc.Arbitrary<TestSpec> = fc
  .record({
    mode: fc.constantFrom('performance', 'load'),
    incrementStrategy: fc.constantFrom('linear', 'random_group'),
    mosTest: fc.boolean(),
    startIntervalSeconds: fc.integer({ min: 1, max: 9 }),
    participantTimeoutSeconds: fc.integer({ min: 1, max: 9 }),
    script: fc.constantFrom('client => {}', 'client => client.end()'),
    groups: fc.array(group, { maxLength: 3 }),
    participants: fc.array(participant, { maxLength: 3 }),
    asserts: fc.array(assert, { maxLength: 4 }),
    expects: fc.constant([]),
    scriptLanguage: fc.constant('javascript' as const),
    scriptMap: fc.constant({ sources: [] }),
  })
  // A test without participants is refused before planning.
  .filter(({ groups, participants }) => groups.length + participants.length > 0)

/** Any test with this id. Few distinct values, so that two tests often have parts in common. */
export function anyTest(id: string, file = 'a.loadero.ts'): fc.Arbitrary<SpecTest> {
  return spec.map((testSpec) => ({ id, title: id, location: { file, line: 1 }, tags: [], spec: testSpec }))
}
