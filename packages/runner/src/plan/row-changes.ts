import type { ParticipantInput, PreconditionInput } from '@loadero-test/core'
import { keyOf } from './content.js'
import { matchByKeys } from './match.js'

/** The difference between the wanted and the current state of one resource. Bodies use the service's names. */
export type RowChange<T> =
  | { readonly kind: 'create'; readonly body: T }
  /** Duplicates another row of the list: `from` is its index, `before` is the body that the copy starts with. */
  | { readonly kind: 'copy'; readonly from: number; readonly before: T; readonly body: T }
  | { readonly kind: 'update'; readonly id: number; readonly before: T; readonly body: T }
  | { readonly kind: 'keep'; readonly id: number; readonly body: T }
  | { readonly kind: 'delete'; readonly id: number; readonly before: T }

/** A resource that exists at Loadero. */
export interface PlannedRow<T> {
  readonly id: number
  readonly body: T
}

/** A change that leaves the resource in place. */
export type PutRow<T> = Extract<RowChange<T>, { readonly kind: 'create' | 'update' | 'keep' }>

/** Compares only the keys of `wanted`: the current row may have more. */
export function changeOf<T extends object>(wanted: T, current: PlannedRow<T> | undefined): PutRow<T> {
  if (current === undefined) return { kind: 'create', body: wanted }
  const { id, body: before } = current
  return differingKeys(wanted, before).length === 0
    ? { kind: 'keep', id, body: before }
    : // The keys that a spec does not set are sent too: the service may reset what a PUT omits.
      { kind: 'update', id, before, body: { ...before, ...wanted } }
}

export function deleteChange<T>({ id, body }: PlannedRow<T>): RowChange<T> {
  return { kind: 'delete', id, before: body }
}

/** The keys of `wanted` whose current value is another. */
export function differingKeys<T extends object>(wanted: T, current: T): readonly (keyof T & string)[] {
  return (Object.keys(wanted) as (keyof T & string)[]).filter((key) => !Object.is(wanted[key], current[key]))
}

/** How many requests the change takes. */
export function writesOf<T extends object>(change: RowChange<T>): number {
  if (change.kind === 'copy') return differingKeys(change.body, change.before).length === 0 ? 1 : 2
  return change.kind === 'keep' ? 0 : 1
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

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

/** Pairs equal rows first, then rows of one name, then any: an update is one request, a replacement is two. */
function rowChanges<T extends object>(
  wanted: readonly T[],
  current: readonly PlannedRow<T>[],
  nameOf: (item: T) => string,
): readonly RowChange<T>[] {
  const { pairs, left } = matchByKeys(wanted, current, ({ body }) => body, [keyOf, nameOf, () => ''])
  return [...pairs.map(([want, have]) => changeOf(want, have)), ...left.map(deleteChange)]
}

/** Replaces a creation by a copy where an earlier row has the same children. */
export function withCopies<B, C extends { readonly change: RowChange<B> }>(
  items: readonly C[],
  {
    childrenKey,
    copy,
  }: {
    /** The children that a copy brings along, as a key; undefined when the row must not be copied. */
    readonly childrenKey: (item: C) => string | undefined
    readonly copy: (body: B, source: B, from: number) => C
  },
): readonly C[] {
  const models = new Map<string, { readonly body: B; readonly from: number }>()
  return items.map((item, from) => {
    const key = childrenKey(item)
    if (key === undefined || !('body' in item.change)) return item
    const { kind, body } = item.change
    const model = models.get(key)
    if (model && kind === 'create') return copy(body, model.body, model.from)
    if (!model) models.set(key, { body, from })
    return item
  })
}

/** Puts new rows behind existing ones, so that they find a row to copy. */
export function putExistingFirst<W, H>(pairs: readonly (readonly [W, H | undefined])[]) {
  return pairs.toSorted(([, a], [, b]) => Number(a === undefined) - Number(b === undefined))
}
