import type { ParticipantInput, TestInput } from '@loadero-test/core'
import { type AssertChange, assertChanges, assertWrites } from './assert-changes.js'
import { type RowChange, changeOf, type PutRow, sum, writesOf } from './change.js'
import type { Content } from './content.js'
import type { CurrentTest } from './current.js'
import { type GroupChange, groupChanges, groupWrites } from './group-changes.js'
import { participantChanges } from './row-changes.js'

/** The changes that make one remote test match its test case; in each list deletions come last. */
export interface Changes {
  /** Its script is without our mark. */
  readonly test: PutRow<TestInput>
  readonly groups: readonly GroupChange[]
  /** Of those without a group. */
  readonly participants: readonly RowChange<ParticipantInput>[]
  readonly asserts: readonly AssertChange[]
}

/** Compares what is wanted with what is there; order does not matter, and what is equal is never written. */
export function diff(wanted: Content, current?: CurrentTest): Changes {
  return {
    test: changeOf(wanted.test, current?.test),
    groups: groupChanges(wanted.groups, current?.groups ?? []),
    participants: participantChanges(wanted.participants, current?.participants ?? []),
    asserts: assertChanges(wanted.asserts, current?.asserts ?? []),
  }
}

/** How many requests the changes below the test itself take. */
export function childWrites({ groups, participants, asserts }: Changes): number {
  return sum([...groups.map(groupWrites), ...participants.map(writesOf), ...asserts.map(assertWrites)])
}
