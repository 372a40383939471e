import { z } from 'zod'
import { positive, text } from '../body.js'
import { contains, range } from '../filters.js'
import type { WritableResource } from '../resource.js'
import { omitZeros } from '../columns.js'
import { groupSize } from './sizes.js'

const body = z.object({ name: text, count: positive })

export const groups: WritableResource<'groups', z.infer<typeof body>> = {
  table: 'groups',
  title: 'Group',
  body,
  filters: { name: contains('name'), ...range('count', 'count') },
  compose: (settings) => settings,
  view: (row, { store }) => {
    const { participants, units } = groupSize(store, row.id)
    return { ...row, ...omitZeros({ participant_count: participants, total_cu_count: units }) }
  },
  remove: ({ id }, { store }) => {
    for (const row of store.find('participants', { group_id: id })) store.remove('participants', row.id)
    store.remove('groups', id)
  },
}
