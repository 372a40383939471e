import type { ParticipantInput, PreconditionInput } from '@loadero-test/core'
import { type RowChange, changeOf, deletion, type PlannedRow } from './change.js'
import { keyOf } from './content.js'
import { match } from './match.js'

export function participantChanges(
  wanted: readonly ParticipantInput[],
  current: readonly PlannedRow<ParticipantInput>[],
): readonly RowChange<ParticipantInput>[] {
  return rowChanges(wanted, current, ({ name }) => name)
}

export function preconditionChanges(
  wanted: readonly PreconditionInput[],
  current: readonly PlannedRow<PreconditionInput>[],
): readonly RowChange<PreconditionInput>[] {
  return rowChanges(wanted, current, ({ property, operator }) => keyOf({ property, operator }))
}

/** Equal ones stay, the rest find those of their name, and then any: an update is one request, a replacement two. */
function rowChanges<T extends object>(
  wanted: readonly T[],
  current: readonly PlannedRow<T>[],
  nameOf: (item: T) => string,
): readonly RowChange<T>[] {
  const { pairs, left } = match(wanted, current, ({ body }) => body, [keyOf, nameOf, () => ''])
  return [...pairs.map(([want, have]) => changeOf(want, have)), ...left.map(deletion)]
}
