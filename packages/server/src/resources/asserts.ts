import { operators } from '@loadero-test/core'
import { z } from 'zod'
import { metricPathField, enumField, textField } from '../http/body.js'
import { filterTables } from '@loadero-test/core/internal'
import { listFilters } from '../http/filters.js'
import type { CopyableResource } from './resource.js'
import { copyAssert } from './copies.js'
import { preconditions } from './preconditions.js'
import type { AssertRow } from '../store/tables.js'

const body = z.object({ path: metricPathField, operator: enumField(operators), expected: textField })

export const asserts: CopyableResource<'asserts', z.infer<typeof body>> = {
  table: 'asserts',
  title: 'Assert',
  permission: 'ASSERT',
  body,
  filters: listFilters(filterTables.asserts, {
    path: (row: AssertRow) => row.path,
    operator: (row) => row.operator,
    expected: (row) => row.expected,
  }),
  compose: (settings) => settings,
  view: (row, context) => {
    const rows = context.store.find('preconditions', { assert_id: row.id })
    return {
      ...row,
      preconditions:
        rows.length === 0 ? null : rows.map((condition) => preconditions.view(condition, context)),
    }
  },
  remove: ({ id }, { store }) => {
    for (const row of store.find('preconditions', { assert_id: id })) store.remove('preconditions', row.id)
    store.remove('asserts', id)
  },
  copy: (row, { store }) => copyAssert(store, row),
}
