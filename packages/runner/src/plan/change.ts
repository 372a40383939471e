/** What is there and what is wanted of one resource; bodies are in the service's words. */
export type RowChange<T> =
  | { readonly kind: 'create'; readonly body: T }
  /** Made from another that is or will be there: `from` is its place in the list, `before` what the copy starts as. */
  | { readonly kind: 'copy'; readonly from: number; readonly before: T; readonly body: T }
  | { readonly kind: 'update'; readonly id: number; readonly before: T; readonly body: T }
  | { readonly kind: 'keep'; readonly id: number; readonly body: T }
  | { readonly kind: 'delete'; readonly id: number; readonly before: T }

/** A resource that is there. */
export interface PlannedRow<T> {
  readonly id: number
  readonly body: T
}

/** A change of what is matched already. */
export type PutRow<T> = Extract<RowChange<T>, { readonly kind: 'create' | 'update' | 'keep' }>

/** Only what is wanted is compared: a row may have more. */
export function changeOf<T extends object>(want: T, have: PlannedRow<T> | undefined): PutRow<T> {
  if (have === undefined) return { kind: 'create', body: want }
  const { id, body: before } = have
  return differing(want, before).length === 0
    ? { kind: 'keep', id, body: before }
    : // What we do not speak of stays as it is, whatever the service takes an omission for.
      { kind: 'update', id, before, body: { ...before, ...want } }
}

export function deletion<T>({ id, body }: PlannedRow<T>): RowChange<T> {
  return { kind: 'delete', id, before: body }
}

/** The properties of which another value is wanted. */
export function differing<T extends object>(want: T, have: T): readonly (keyof T & string)[] {
  return (Object.keys(want) as (keyof T & string)[]).filter((key) => !Object.is(want[key], have[key]))
}

/** How many requests it takes. */
export function writesOf<T extends object>(change: RowChange<T>): number {
  if (change.kind === 'copy') return differing(change.body, change.before).length === 0 ? 1 : 2
  return change.kind === 'keep' ? 0 : 1
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
