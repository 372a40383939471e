import type { GroupInput, ParticipantInput } from '@loadero-test/core'
import { type RowChange, changeOf, deletion, sum, writesOf } from './change.js'
import { type GroupContent, keyOf } from './content.js'
import { existingFirst, withCopies } from './copies.js'
import { type CurrentGroup, groupContent } from './current.js'
import { match, matchByCost } from './match.js'
import { participantChanges } from './row-changes.js'

/** A copy brings its participants along, and a deletion takes them along. */
export interface GroupChange {
  readonly change: RowChange<GroupInput>
  readonly participants: readonly RowChange<ParticipantInput>[]
}

/** A group finds whichever one takes the fewest requests to become it. */
export function groupChanges(
  wanted: readonly GroupContent[],
  current: readonly CurrentGroup[],
): readonly GroupChange[] {
  const { pairs, left } = matchByCost(match(wanted, current, groupContent, [keyOf]), {
    change: (want, have) => groupWrites(changesOf(want, have)),
    replace: (want) => 1 + groupWrites(changesOf(want)),
    alike: (want, have) => want.body.name === have.body.name,
  })
  const kept = existingFirst(pairs).map(([want, have]) => changesOf(want, have))
  return [
    ...withCopies<GroupInput, GroupChange>(kept, {
      inside,
      // The request for a copy carries its name, so that nothing is left to be changed.
      copy: (body, _, from) => ({ change: { kind: 'copy', from, before: body, body }, participants: [] }),
    }),
    ...left.map((have) => ({ change: deletion(have), participants: have.participants.map(deletion) })),
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

/** A group that is still to lose somebody is no model for another. */
function inside({ change, participants }: GroupChange): string | undefined {
  const bodies = participants.flatMap((one) => ('body' in one ? [one.body] : []))
  return 'body' in change && bodies.length === participants.length
    ? keyOf({ count: change.body.count, bodies })
    : undefined
}
