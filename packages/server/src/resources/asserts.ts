import { operators } from '@loadero-test/core'
import { z } from 'zod'
import { metricPathField, enumField, textField } from '../http/body.js'
import { containsFilter, enumFilter as among } from '../http/filters.js'
import type { CopyableResource } from './resource.js'
import { copyAssert } from './copies.js'
import { preconditions } from './preconditions.js'

const body = z.object({ path: metricPathField, operator: enumField(operators), expected: textField })

export const asserts: CopyableResource<'asserts', z.infer<typeof body>> = {
  table: 'asserts',
  title: 'Assert',
  permission: 'ASSERT',
  body,
  filters: { path: among('path'), operator: among('operator'), expected: containsFilter('expected') },
  compose: (settings) => settings,
  view: (row, context) => {
    const found = context.store.find('preconditions', { assert_id: row.id })
    return {
      ...row,
      preconditions: found.length === 0 ? null : found.map((one) => preconditions.view(one, context)),
    }
  },
  remove: ({ id }, { store }) => {
    for (const row of store.find('preconditions', { assert_id: id })) store.remove('preconditions', row.id)
    store.remove('asserts', id)
  },
  copy: (row, { store }) => copyAssert(store, row),
}
