import { audioFeeds, computeUnits, locations, networks, videoFeeds } from '@loadero-test/core'
import { z } from 'zod'
import { browserField, booleanField, enumField, positiveField, textField } from '../http/body.js'
import { filterTables } from '@loadero-test/core/internal'
import { listFilters } from '../http/filters.js'
import { validationError } from '../http/http-error.js'
import type { CopyableResource } from './resource.js'
import type { ParticipantRow } from '../store/tables.js'
import { copyName, copyParticipant } from './copies.js'
import { findProfileId, profileFilterColumns } from './profiles.js'

const body = z.object({
  name: textField,
  count: positiveField,
  browser: browserField,
  group_id: z.int().exactOptional(),
  compute_unit: enumField(computeUnits).exactOptional(),
  network: enumField(networks).exactOptional(),
  location: enumField(locations).exactOptional(),
  video_feed: enumField(videoFeeds).exactOptional(),
  audio_feed: enumField(audioFeeds).exactOptional(),
  record_audio: booleanField.exactOptional(),
})

const defaults = {
  compute_unit: 'g2',
  network: 'default',
  location: 'us-west-2',
  video_feed: 'default',
  audio_feed: 'default',
  record_audio: false,
}

export const participants: CopyableResource<'participants', z.infer<typeof body>> = {
  table: 'participants',
  title: 'Participant',
  permission: 'PARTICIPANT',
  body,
  filters: listFilters(filterTables.participants, {
    ...profileFilterColumns,
    name: (row: ParticipantRow) => row.name,
    count: (row) => row.count,
    compute_unit: (row) => row.compute_unit,
    has_group: (row) => row.group_id !== undefined,
  }),
  compose: (settings, { store, assumptions }, scope, previous) => {
    const { group_id } = settings
    const isInScope = group_id === undefined || scope.group_id !== undefined
    if (!isInScope && store.find('groups', { ...scope, id: group_id }).length === 0) {
      throw validationError({ group_id: ['Group not found'] })
    }
    const base = assumptions.omittedOnUpdate === 'keep' ? previous : undefined
    const row = { ...defaults, ...base, ...settings }
    return { ...row, profile_id: findProfileId(store, row) }
  },
  view: (row) => row,
  remove: ({ id }, { store }) => store.remove('participants', id),
  copy: (row, { store }, name) => copyParticipant(store, row, { name: name ?? copyName(row) }),
}
