import type { Assert, Group, LoaderoClient, Participant, Test } from '@loadero-test/core'

/** A test as it stands at Loadero, children included. */
export interface Current {
  readonly test: Test
  readonly script: string
  readonly groups: readonly { readonly row: Group; readonly participants: readonly Participant[] }[]
  /** Those without a group. */
  readonly participants: readonly Participant[]
  /** Each with its preconditions. */
  readonly asserts: readonly Assert[]
}

/** Reads a test with four requests, however many groups it has. */
export const readCurrent = async (
  client: LoaderoClient,
  test: Test,
  signal?: AbortSignal,
): Promise<Current> => {
  const node = client.test(test.id)
  const [groups, participants, asserts, file] = await Promise.all([
    node.groups.list({}, { signal }),
    node.participants.list({}, { signal }),
    node.asserts.list({}, { signal }),
    test.script_file_id === undefined ? undefined : client.files.get(test.script_file_id, { signal }),
  ])
  return {
    test,
    script: file?.content ?? '',
    groups: groups.results.map((row) => ({
      row,
      participants: participants.results.filter(({ group_id }) => group_id === row.id),
    })),
    participants: participants.results.filter(({ group_id }) => !group_id),
    asserts: asserts.results,
  }
}
