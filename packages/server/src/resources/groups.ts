import { z } from 'zod'
import { positiveField, textField } from '../http/body.js'
import { filterTables } from '@loadero-test/core/internal'
import { listFilters } from '../http/filters.js'
import { omit, omitZeros } from '../store/columns.js'
import { groupSize } from '../store/sizes.js'
import { copyGroup, copyName } from './copies.js'
import type { CopyableResource } from './resource.js'
import type { GroupRow } from '../store/tables.js'

const body = z.object({ name: textField, count: positiveField })

export const groups: CopyableResource<'groups', z.infer<typeof body>> = {
  table: 'groups',
  title: 'Group',
  permission: 'GROUP',
  body,
  filters: listFilters(filterTables.groups, {
    name: (row: GroupRow) => row.name,
    count: (row) => row.count,
  }),
  compose: (settings) => settings,
  view: (row, { store }) => {
    const { participants, computeUnits } = groupSize(store, row.id)
    return { ...row, ...omitZeros({ participant_count: participants, total_cu_count: computeUnits }) }
  },
  remove: ({ id }, { store, assumptions }) => {
    for (const row of store.find('participants', { group_id: id })) {
      if (assumptions.groupDeletion === 'cascade') store.remove('participants', row.id)
      else store.replace('participants', omit(row, 'group_id'))
    }
    store.remove('groups', id)
  },
  copy: (row, { store }, name) => copyGroup(store, row, { name: name ?? copyName(row) }),
}
