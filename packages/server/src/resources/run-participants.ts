import { filterTables } from '@loadero-test/core/internal'
import { type FilterColumns, listFilters } from '../http/filters.js'
import type { Resource } from './resource.js'
import type { RunParticipantRow } from '../store/tables.js'
import { omit } from '../store/columns.js'
import { profileFilterColumns } from './profiles.js'

export function runParticipantView(row: RunParticipantRow): Omit<RunParticipantRow, 'requested_browser'> {
  return omit(row, 'requested_browser')
}

export const runParticipantFilterColumns: FilterColumns<
  typeof filterTables.runParticipants,
  RunParticipantRow
> = {
  ...profileFilterColumns,
  name: (row) => row.participant_name,
  num: (row) => row.participant_num,
  group_name: (row) => row.group_name,
  group_num: (row) => row.group_num,
}

export const runParticipants: Resource<'run_participants'> = {
  table: 'run_participants',
  title: 'Run participant',
  permission: 'TEST_RUN_PARTICIPANT',
  filters: listFilters(filterTables.runParticipants, runParticipantFilterColumns),
  view: runParticipantView,
}
