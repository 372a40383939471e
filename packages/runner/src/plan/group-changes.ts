import type { GroupInput, ParticipantInput } from '@loadero-test/core'
import { type GroupContent, keyOf } from './content.js'
import { type CurrentGroup, groupContent } from './current.js'
import { matchByCost, matchByKeys } from './match.js'
import {
  changeOf,
  deleteChange,
  putExistingFirst,
  participantChanges,
  type RowChange,
  sum,
  withCopies,
  writesOf,
} from './row-changes.js'

/** Copying a group copies its participants, and deleting it deletes them. */
export interface GroupChange {
  readonly change: RowChange<GroupInput>
  readonly participants: readonly RowChange<ParticipantInput>[]
}

/** Pairs each wanted group with the current group that needs the fewest requests to become it. */
export function groupChanges(
  wanted: readonly GroupContent[],
  current: readonly CurrentGroup[],
): readonly GroupChange[] {
  const { pairs, left } = matchByCost(matchByKeys(wanted, current, groupContent, [keyOf]), {
    change: (want, have) => groupWrites(changesOf(want, have)),
    replace: (want) => 1 + groupWrites(changesOf(want)),
    isAlike: (want, have) => want.body.name === have.body.name,
  })
  const kept = putExistingFirst(pairs).map(([want, have]) => changesOf(want, have))
  return [
    ...withCopies<GroupInput, GroupChange>(kept, {
      // A group with participants to delete cannot be copied: they are deleted later.
      childrenKey: ({ change, participants }) => {
        const bodies = participants.flatMap((one) => ('body' in one ? [one.body] : []))
        return 'body' in change && bodies.length === participants.length
          ? keyOf({ count: change.body.count, bodies })
          : undefined
      },
      // The request for a copy sets its name, so that nothing is left to update.
      copy: (body, _, from) => ({ change: { kind: 'copy', from, before: body, body }, participants: [] }),
    }),
    ...left.map((have) => ({
      change: deleteChange(have),
      participants: have.participants.map(deleteChange),
    })),
  ]
}

export function groupWrites({ change, participants }: GroupChange): number {
  return writesOf(change) + (change.kind === 'delete' ? 0 : sum(participants.map(writesOf)))
}

function changesOf(want: GroupContent, have?: CurrentGroup): GroupChange {
  return {
    change: changeOf(want.body, have),
    participants: participantChanges(want.participants, have?.participants ?? []),
  }
}
