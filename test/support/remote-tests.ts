import type {
  AssertInput,
  GroupInput,
  LoaderoClient,
  ParticipantInput,
  PreconditionInput,
  TestInput,
} from '@loadero-test/core'

/** A remote test with its children, as a person may have created it by hand. */
export interface RemoteTest {
  readonly test: TestInput
  readonly groups: readonly (GroupInput & { readonly participants: readonly ParticipantInput[] })[]
  readonly participants: readonly ParticipantInput[]
  readonly asserts: readonly (AssertInput & { readonly preconditions: readonly PreconditionInput[] })[]
}

export function aTest(name: string, settings: Partial<TestInput> = {}): RemoteTest {
  return {
    test: {
      name,
      script: 'client => client.end()',
      mode: 'performance',
      increment_strategy: 'linear',
      start_interval: 1,
      participant_timeout: 300,
      ...settings,
    },
    groups: [],
    participants: [aParticipant('visitor')],
    asserts: [],
  }
}

export function aParticipant(name: string): ParticipantInput {
  return {
    name,
    count: 1,
    browser: 'chromeLatest',
    network: 'default',
    location: 'us-west-2',
    compute_unit: 'g2',
    audio_feed: 'default',
    video_feed: 'default',
    record_audio: false,
  }
}

/** Creates the test with its children. */
export async function createRemoteTest(
  client: LoaderoClient,
  { test: body, groups, participants, asserts }: RemoteTest,
) {
  const node = client.test((await client.tests.create(body)).id)
  for (const { participants: members, ...group } of groups) {
    const inside = node.group((await node.groups.create(group)).id)
    for (const one of members) await inside.participants.create(one)
  }
  for (const one of participants) await node.participants.create(one)
  for (const { preconditions, ...assert } of asserts) {
    const inside = node.assert((await node.asserts.create(assert)).id)
    for (const one of preconditions) await inside.preconditions.create(one)
  }
}
