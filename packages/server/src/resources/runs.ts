import { isLive } from '@loadero-test/core'
import { filterTables } from '@loadero-test/core/internal'
import { listFilters } from '../http/filters.js'
import type { Resource } from './resource.js'
import type { RunRow } from '../store/tables.js'
import { omit, omitZeros } from '../store/columns.js'

/** A run in lists and in the response to a launch: without its participant count. */
export function runOverview(row: RunRow): object {
  return runView({ ...row, participant_count: 0 })
}

function runView(row: RunRow): object {
  // The account of a token has no user. Clients know no other resource with this id.
  return omitZeros({ launching_account_id: 1, ...omit(row, 'project_id') })
}

export const runs: Resource<'runs'> = {
  table: 'runs',
  title: 'Run',
  permission: 'TEST_RUN',
  newestFirst: true,
  filters: listFilters(filterTables.runs, {
    test_name: (row: RunRow) => row.test_name,
    status: (row) => row.status,
    test_mode: (row) => row.test_mode,
    increment_strategy: (row) => row.increment_strategy,
    active: (row) => isLive(row.status),
    mos_test: (row) => row.mos_test,
    metric_status: (row) => row.metric_status,
    mos_status: (row) => row.mos_status,
    start_interval: (row) => row.start_interval,
    participant_timeout: (row) => row.participant_timeout,
    started: (row) => row.processing_started,
    finished: (row) => row.processing_finished,
    execution_started: (row) => row.execution_started,
    execution_finished: (row) => row.execution_finished,
  }),
  view: runView,
  overview: runOverview,
}
