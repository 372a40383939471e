import { computeUnitSize } from '@loadero-test/core/internal'
import type { Store } from './store.js'
import type { ParticipantRow } from './tables.js'

export interface Size {
  readonly participants: number
  readonly computeUnits: number
}

/** One copy of a group. */
export function groupSize(store: Store, groupId: number): Size {
  return sizeOf(store.find('participants', { group_id: groupId }))
}

/** A whole test, with all copies of its groups and participants. */
export function testSize(store: Store, testId: number): Size & { readonly groups: number } {
  const copies = store.find('groups', { test_id: testId }).map(({ id, count }) => {
    const { participants, computeUnits } = groupSize(store, id)
    return { groups: count, participants: participants * count, computeUnits: computeUnits * count }
  })
  const ungrouped = store
    .find('participants', { test_id: testId })
    .filter((row) => row.group_id === undefined)
  return [...copies, { groups: 0, ...sizeOf(ungrouped) }].reduce((sum, part) => ({
    groups: sum.groups + part.groups,
    participants: sum.participants + part.participants,
    computeUnits: sum.computeUnits + part.computeUnits,
  }))
}

function sizeOf(rows: readonly Pick<ParticipantRow, 'count' | 'compute_unit'>[]): Size {
  return {
    participants: rows.reduce((sum, { count }) => sum + count, 0),
    computeUnits: rows.reduce(
      (sum, { count, compute_unit }) => sum + count * (computeUnitSize(compute_unit) ?? 0),
      0,
    ),
  }
}
