import type { ParticipantInput, TestInput } from '@loadero-test/core'
import { type AssertChange, assertChanges, assertWrites } from './assert-changes.js'
import type { Content } from './content.js'
import type { CurrentTest } from './current.js'
import { type GroupChange, groupChanges, groupWrites } from './group-changes.js'
import { changeOf, participantChanges, type PutRow, type RowChange, sum, writesOf } from './row-changes.js'

/** The changes that make a remote test match its spec. In each list, deletions come last. */
export interface Changes {
  /** Its script has no ownership marker. */
  readonly test: PutRow<TestInput>
  readonly groups: readonly GroupChange[]
  /** Of the participants without a group. */
  readonly participants: readonly RowChange<ParticipantInput>[]
  readonly asserts: readonly AssertChange[]
}

/** Compares the wanted with the current content. Order does not matter, and equal rows are not written. */
export function diff(wanted: Content, current?: CurrentTest): Changes {
  return {
    test: changeOf(wanted.test, current?.test),
    groups: groupChanges(wanted.groups, current?.groups ?? []),
    participants: participantChanges(wanted.participants, current?.participants ?? []),
    asserts: assertChanges(wanted.asserts, current?.asserts ?? []),
  }
}

/** How many requests the changes to groups, participants and asserts take. */
export function childWrites({ groups, participants, asserts }: Changes): number {
  return sum([...groups.map(groupWrites), ...participants.map(writesOf), ...asserts.map(assertWrites)])
}
