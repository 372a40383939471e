import type { RowChange } from './change.js'

interface Copying<B, C> {
  /** What a copy would bring along, as a text; undefined for what is no model for another. */
  readonly inside: (item: C) => string | undefined
  readonly copy: (body: B, source: B, from: number) => C
}

/** Makes copies of what would otherwise be created with the same inside as something before it. */
export function withCopies<B, C extends { readonly change: RowChange<B> }>(
  items: readonly C[],
  { inside, copy }: Copying<B, C>,
): readonly C[] {
  const models = new Map<string, { readonly body: B; readonly from: number }>()
  return items.map((item, from) => {
    const key = inside(item)
    if (key === undefined || !('body' in item.change)) return item
    const { kind, body } = item.change
    const model = models.get(key)
    if (model && kind === 'create') return copy(body, model.body, model.from)
    if (!model) models.set(key, { body, from })
    return item
  })
}

/** Whatever is to be created comes behind what is there, where it finds a model. */
export function existingFirst<W, H>(pairs: readonly (readonly [W, H | undefined])[]) {
  return pairs.toSorted(([, a], [, b]) => Number(a === undefined) - Number(b === undefined))
}
