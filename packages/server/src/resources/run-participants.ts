import {
  containsFilter,
  booleanFilter,
  mediaTypeFilter,
  profileFilters,
  rangeFilters,
} from '../http/filters.js'
import type { Resource } from './resource.js'
import { profileColumns, type RunParticipantRow } from '../store/tables.js'
import { omit } from '../store/columns.js'

export function runParticipantView(row: RunParticipantRow): Omit<RunParticipantRow, 'requested_browser'> {
  return omit(row, 'requested_browser')
}

export const runParticipants: Resource<'run_participants'> = {
  table: 'run_participants',
  title: 'Run participant',
  permission: 'TEST_RUN_PARTICIPANT',
  filters: {
    name: containsFilter('participant_name'),
    ...rangeFilters('num', 'participant_num'),
    group_name: containsFilter('group_name'),
    ...rangeFilters('group_num', 'group_num'),
    record_audio: booleanFilter((row) => row.record_audio),
    ...profileFilters(...profileColumns),
    ...mediaTypeFilter,
  },
  view: runParticipantView,
}
