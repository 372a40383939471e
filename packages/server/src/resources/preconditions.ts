import { operators, properties } from '@loadero-test/core'
import { z } from 'zod'
import { enumField, textField } from '../http/body.js'
import { filterTables } from '@loadero-test/core/internal'
import { listFilters } from '../http/filters.js'
import type { WritableResource } from './resource.js'
import { omit } from '../store/columns.js'
import type { PreconditionRow } from '../store/tables.js'

const body = z.object({
  property: enumField(properties),
  operator: enumField(operators),
  expected: textField,
})

export const preconditions: WritableResource<'preconditions', z.infer<typeof body>> = {
  table: 'preconditions',
  title: 'Precondition',
  permission: 'PRECONDITION',
  body,
  filters: listFilters(filterTables.preconditions, {
    property: (row: PreconditionRow) => row.property,
    operator: (row) => row.operator,
    expected: (row) => row.expected,
  }),
  compose: (settings) => settings,
  view: (row) => omit(row, 'test_id'),
  remove: ({ id }, { store }) => store.remove('preconditions', id),
}
