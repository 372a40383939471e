import {
  type LoaderoClient,
  type Operator,
  operators,
  type Run,
  type Statistics,
  testModes,
} from '@loadero-test/core'
import {
  type AssertSpec,
  type ParticipantSpec,
  serviceDefaults,
  type SpecTest,
  testDefaults,
} from '../../model/spec.js'
import { participantFilterOf } from '../../model/wire/assert-body.js'
import { specName } from '../../plan/identity.js'
import { readParticipants } from '../../results/collect-results.js'

/** What a run says about its own test: its frozen settings, participants, asserts and script. */
export async function specOfRun(
  run: Run,
  {
    client,
    prefix,
    signal,
  }: { readonly client: LoaderoClient; readonly prefix: string; readonly signal: AbortSignal },
): Promise<SpecTest> {
  const { participants } = await readParticipants(run, { client, signal })
  const statistics = run.status === 'done' ? await client.run(run.id).statistics({ signal }) : undefined
  const profiles = participants.map((one) => ({
    group: one.group_name === undefined || one.group_name === '' ? undefined : one.group_num,
    groupName: one.group_name ?? '',
    profile: {
      ...serviceDefaults,
      name: one.participant_name ?? '',
      count: 1,
      browser: one.browser ?? 'chromeLatest',
      ...(one.network !== undefined && { network: one.network }),
      ...(one.location !== undefined && { location: one.location }),
      ...(one.compute_unit !== undefined && { computeUnit: one.compute_unit }),
      ...(one.audio_feed !== undefined && { audioFeed: one.audio_feed }),
      ...(one.video_feed !== undefined && { videoFeed: one.video_feed }),
      ...(one.record_audio !== undefined && { recordAudio: one.record_audio }),
    } satisfies ParticipantSpec,
  }))
  const groups = [...new Set(profiles.flatMap(({ group }) => group ?? []))]
  const name = run.test_name ?? `test ${run.test_id}`
  const id = specName(prefix, name)
  return {
    id,
    title: id.split(' > ').at(-1) ?? id,
    // Reports name the file of a test; this one has none in the project.
    location: { file: `test-${run.test_id}`, line: 1 },
    tags: [],
    spec: {
      ...testDefaults,
      mode: testModes.find((mode) => mode === run.test_mode) ?? testDefaults.mode,
      script: '',
      scriptLanguage: 'javascript',
      scriptMap: { sources: [] },
      groups: groups.map((number) => {
        const members = profiles.filter(({ group }) => group === number)
        return {
          name: members[0]?.groupName ?? '',
          count: 1,
          participants: members.map(({ profile }) => profile),
        }
      }),
      participants: profiles.flatMap(({ group, profile }) => (group === undefined ? [profile] : [])),
      asserts: statistics ? assertsOf(statistics) : [],
      expects: [],
    },
  }
}

/** The asserts that a run was checked by, as a spec has them. */
export function assertsOf({ asserts }: Statistics): readonly AssertSpec[] {
  return asserts.map(({ path = '', operator, expected = '', preconditions }) => ({
    kind: 'assert',
    path,
    operator: operators.find((one): one is Operator => one === operator) ?? 'eq',
    expected,
    preconditions: participantFilterOf(preconditions),
  }))
}
