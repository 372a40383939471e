import type { Store } from './store.js'

/** What one copy of a group holds, or what stands without a group. */
export interface Size {
  readonly participants: number
  /** Compute units. */
  readonly units: number
}

export function groupSize(store: Store, groupId: number): Size {
  return sizeOf(store.find('participants', { group_id: groupId }))
}

/** A whole test after groups and participants are expanded. */
export function testSize(store: Store, testId: number): Size & { readonly groups: number } {
  const copies = store
    .find('groups', { test_id: testId })
    .map(({ id, count }) => ({ groups: count, ...times(groupSize(store, id), count) }))
  const alone = store.find('participants', { test_id: testId }).filter((row) => row.group_id === undefined)
  return [...copies, { groups: 0, ...sizeOf(alone) }].reduce((sum, part) => ({
    groups: sum.groups + part.groups,
    participants: sum.participants + part.participants,
    units: sum.units + part.units,
  }))
}

function sizeOf(rows: readonly { readonly count: number; readonly compute_unit: string }[]): Size {
  return {
    participants: rows.reduce((sum, { count }) => sum + count, 0),
    units: rows.reduce((sum, { count, compute_unit }) => sum + count * unitsOf(compute_unit), 0),
  }
}

function times({ participants, units }: Size, count: number): Size {
  return {
    participants: participants * count,
    units: units * count,
  }
}

/** `g0.5` → 0.5 */
function unitsOf(computeUnit: string): number {
  return Number(computeUnit.slice(1))
}
