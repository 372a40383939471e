import type {
  AssertInput,
  Group,
  GroupInput,
  LoaderoClient,
  ParticipantInput,
  PreconditionInput,
  Test,
  TestInput,
} from '@loadero-test/core'
import { type OwnershipMarker, parseMarker } from '../model/wire/ownership-marker.js'
import { serviceDefaults, testDefaults } from '../model/spec.js'
import { type Content, participantBody } from './content.js'
import type { PlannedRow } from './row-changes.js'

/** The current state of a test at Loadero, with its children. The script has no ownership marker. */
export interface CurrentTest {
  readonly test: PlannedRow<TestInput>
  readonly marker?: OwnershipMarker
  readonly groups: readonly CurrentGroup[]
  /** The participants without a group. */
  readonly participants: readonly PlannedRow<ParticipantInput>[]
  readonly asserts: readonly CurrentAssert[]
}

export interface CurrentGroup extends PlannedRow<GroupInput> {
  readonly participants: readonly PlannedRow<ParticipantInput>[]
}

export interface CurrentAssert extends PlannedRow<AssertInput> {
  readonly preconditions: readonly PlannedRow<PreconditionInput>[]
}

/**
 * Reads the children of a test with three requests, for any number of groups.
 * @param text of its script, with the ownership marker
 */
export async function readCurrent(
  client: LoaderoClient,
  test: Test,
  text: string,
  signal?: AbortSignal,
): Promise<CurrentTest> {
  const node = client.test(test.id)
  const [groups, participants, asserts] = await Promise.all([
    node.groups.list({}, { signal }),
    node.participants.list({}, { signal }),
    node.asserts.list({}, { signal }),
  ])
  const { marker, script } = parseMarker(text)
  const membersOf = (group: Group | undefined) =>
    participants.results
      .filter(({ group_id }) => (group_id || undefined) === group?.id)
      .map((row) => {
        const values = Object.entries(omittedValues).map(([key, value]): [string, unknown] => [
          key,
          row[key] ?? value,
        ])
        return { id: row.id, body: Object.fromEntries(values) as unknown as ParticipantInput }
      })
  const { name, mode, increment_strategy, start_interval, participant_timeout } = test
  const mos_test = test.mos_test ?? testDefaults.mosTest
  // The service may omit any key. A missing value differs from every wanted one, and is then written.
  return {
    test: {
      id: test.id,
      body: {
        name,
        script,
        mode,
        increment_strategy,
        start_interval,
        participant_timeout,
        mos_test,
      } as TestInput,
    },
    ...(marker && { marker }),
    groups: groups.results.map((row) => ({
      id: row.id,
      body: { name: row.name, count: row.count } as GroupInput,
      participants: membersOf(row),
    })),
    participants: membersOf(undefined),
    asserts: asserts.results.map((row) => ({
      id: row.id,
      body: { path: row.path, operator: row.operator, expected: row.expected } as AssertInput,
      preconditions: row.preconditions.map(({ id, property, operator, expected }) => ({
        id,
        body: { property, operator, expected } as PreconditionInput,
      })),
    })),
  }
}

/** The values of settings that the service omits. */
const omittedValues = participantBody({ ...serviceDefaults, name: '', count: 1, browser: '' })

/** The current state in the form of wanted content. */
export function contentOf({ test, groups, participants, asserts }: CurrentTest): Content {
  return {
    test: test.body,
    groups: groups.map(groupContent),
    participants: participants.map(({ body }) => body),
    asserts: asserts.map(assertContent),
  }
}

export function groupContent({ body, participants }: CurrentGroup): Content['groups'][number] {
  return {
    body,
    participants: participants.map((row) => row.body),
  }
}

export function assertContent({ body, preconditions }: CurrentAssert): Content['asserts'][number] {
  return {
    body,
    preconditions: preconditions.map((row) => row.body),
  }
}
