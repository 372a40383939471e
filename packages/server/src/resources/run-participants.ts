import { contains, booleanFilter, mediaType, profileFilters, range } from '../http/filters.js'
import type { Resource } from './resource.js'
import { profileColumns, type RunParticipantRow } from '../store/tables.js'
import { omit } from '../store/columns.js'

export function runParticipantView(row: RunParticipantRow): Omit<RunParticipantRow, 'requested_browser'> {
  return omit(row, 'requested_browser')
}

export const runParticipants: Resource<'run_participants'> = {
  table: 'run_participants',
  title: 'Run participant',
  right: 'TEST_RUN_PARTICIPANT',
  filters: {
    name: contains('participant_name'),
    ...range('num', 'participant_num'),
    group_name: contains('group_name'),
    ...range('group_num', 'group_num'),
    record_audio: booleanFilter((row) => row.record_audio),
    ...profileFilters(...profileColumns),
    ...mediaType,
  },
  view: runParticipantView,
}
