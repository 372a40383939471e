import type { Store } from '../store/store.js'
import type { AssertRow, GroupRow, ParticipantRow, TestRow } from '../store/tables.js'

/** The name of a copy when the request has none. */
export function copyName({ name }: { readonly name: string }): string {
  return `Copy of ${name}`
}

export function copyTest(store: Store, original: TestRow, changes: Partial<TestRow>): TestRow {
  const [script] = store.find('files', { id: original.script_file_id })
  if (script === undefined) throw new Error(`Test ${original.id} has no script`)
  const script_file_id = store.insert('files', script).id
  const test = store.insert('tests', { ...original, script_file_id, ...changes })
  const [from, into] = [{ test_id: original.id }, { test_id: test.id }]
  for (const group of store.find('groups', from)) copyGroup(store, group, into)
  for (const participant of store.find('participants', from)) {
    if (participant.group_id === undefined) copyParticipant(store, participant, into)
  }
  for (const assert of store.find('asserts', from)) copyAssert(store, assert, into)
  return test
}

export function copyGroup(store: Store, original: GroupRow, changes: Partial<GroupRow>): GroupRow {
  const group = store.insert('groups', { ...original, ...changes })
  for (const participant of store.find('participants', { group_id: original.id })) {
    copyParticipant(store, participant, { group_id: group.id, test_id: group.test_id })
  }
  return group
}

export function copyParticipant(
  store: Store,
  original: ParticipantRow,
  changes: Partial<ParticipantRow>,
): ParticipantRow {
  return store.insert('participants', { ...original, ...changes })
}

export function copyAssert(store: Store, original: AssertRow, changes: Partial<AssertRow> = {}): AssertRow {
  const assert = store.insert('asserts', { ...original, ...changes })
  for (const condition of store.find('preconditions', { assert_id: original.id })) {
    store.insert('preconditions', { ...condition, assert_id: assert.id, test_id: assert.test_id })
  }
  return assert
}
