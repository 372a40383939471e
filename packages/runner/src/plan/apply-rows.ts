import { type CallOptions, type Collection, type CopyableCollection, NotFoundError } from '@loadero-test/core'
import { type RowChange, differing, type PutRow } from './change.js'

type Rows<T, R extends { readonly id: number }> = Pick<Collection<R, T>, 'create' | 'update' | 'delete'>

/** Creates, updates and, in the end, deletes. */
export async function applyRows<T, R extends { readonly id: number }>(
  rows: Rows<T, R>,
  changes: readonly RowChange<T>[],
  options: CallOptions,
): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'delete') await removeRow(rows, change.id, options)
    else if (change.kind !== 'copy') await putRow(rows, change, options)
  }
}

export async function putRow<T, R extends { readonly id: number }>(
  rows: Rows<T, R>,
  change: PutRow<T>,
  options: CallOptions,
): Promise<number> {
  if (change.kind === 'create') return (await rows.create(change.body, options)).id
  if (change.kind === 'update') await rows.update(change.id, change.body, options)
  return change.id
}

/** Copies one of `models`, and changes of the copy what is not as it is wanted. */
export async function copyRow<T extends object>(
  rows: Rows<T, { readonly id: number }> & Pick<CopyableCollection<{ readonly id: number }, T>, 'duplicate'>,
  { from, body }: Extract<RowChange<T>, { readonly kind: 'copy' }>,
  models: readonly number[],
  options: CallOptions & { readonly name?: string },
): Promise<number> {
  const made = await rows.duplicate(models[from] ?? 0, options)
  if (differing(body, made as unknown as T).length > 0)
    await rows.update(made.id, body, { signal: options.signal })
  return made.id
}

/** What is gone already, e.g. by somebody else's hand, need not be deleted. */
export async function removeRow(
  rows: Pick<Collection<{ id: number }, never>, 'delete'>,
  id: number,
  options: CallOptions,
): Promise<void> {
  try {
    await rows.delete(id, options)
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
  }
}
