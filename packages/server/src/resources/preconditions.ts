import { operators, properties } from '@loadero-test/core'
import { z } from 'zod'
import { enumField, textField } from '../http/body.js'
import { containsFilter, enumFilter } from '../http/filters.js'
import type { WritableResource } from './resource.js'
import { omit } from '../store/columns.js'

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
  filters: {
    property: enumFilter('property'),
    operator: enumFilter('operator'),
    expected: containsFilter('expected'),
  },
  compose: (settings) => settings,
  view: (row) => omit(row, 'test_id'),
  remove: ({ id }, { store }) => store.remove('preconditions', id),
}
