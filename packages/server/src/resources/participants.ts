import { audioFeeds, computeUnits, locations, networks, videoFeeds } from '@loadero-test/core'
import { z } from 'zod'
import { browserField, booleanField, enumField, positiveField, textField } from '../http/body.js'
import {
  containsFilter,
  booleanFilter as holds,
  enumFilter as among,
  mediaTypeFilter,
  profileFilters,
  rangeFilters,
} from '../http/filters.js'
import { validationError } from '../http/http-error.js'
import type { CopyableResource } from './resource.js'
import { profileColumns } from '../store/tables.js'
import { copyName, copyParticipant } from './copies.js'
import { profileId } from './profiles.js'

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
  filters: {
    name: containsFilter('name'),
    ...rangeFilters('count', 'count'),
    compute_unit: among('compute_unit'),
    has_group: holds((row) => row.group_id !== undefined),
    record_audio: holds((row) => row.record_audio),
    ...profileFilters(...profileColumns),
    ...mediaTypeFilter,
  },
  compose: (settings, { store, assumptions }, scope, former) => {
    const { group_id } = settings
    const settled = group_id === undefined || scope.group_id !== undefined
    if (!settled && store.find('groups', { ...scope, id: group_id }).length === 0) {
      throw validationError({ group_id: ['Group not found'] })
    }
    const kept = assumptions.omittedOnUpdate === 'keep' ? former : undefined
    const row = { ...defaults, ...kept, ...settings }
    return { ...row, profile_id: profileId(store, row) }
  },
  view: (row) => row,
  remove: ({ id }, { store }) => store.remove('participants', id),
  copy: (row, { store }, name) => copyParticipant(store, row, { name: name ?? copyName(row) }),
}
