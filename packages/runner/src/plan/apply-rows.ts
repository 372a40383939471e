import { type CallOptions, type Collection, type CopyableCollection, NotFoundError } from '@loadero-test/core'
import { differingKeys, type PutRow, type RowChange } from './row-changes.js'

type Rows<T, R extends { readonly id: number }> = Pick<Collection<R, T>, 'create' | 'update' | 'delete'>

/** Carries out the changes in their order; copies are the caller's task. */
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

/**
 * Duplicates a row, and updates the copy where it differs from the wanted body.
 * @param ids of the rows that can be copied
 */
export async function copyRow<T extends object>(
  rows: Rows<T, { readonly id: number }> & Pick<CopyableCollection<{ readonly id: number }, T>, 'duplicate'>,
  { from, body }: Extract<RowChange<T>, { readonly kind: 'copy' }>,
  ids: readonly number[],
  options: CallOptions & { readonly name?: string },
): Promise<number> {
  const copy = await rows.duplicate(ids[from] ?? 0, options)
  if (differingKeys(body, copy as unknown as T).length > 0)
    await rows.update(copy.id, body, { signal: options.signal })
  return copy.id
}

/** Deletes a row. A row that is already gone is not an error. */
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
