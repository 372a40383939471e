import { isLive } from '@loadero-test/core'
import { containsFilter, booleanFilter, enumFilter, rangeFilters, timeRangeFilters } from '../http/filters.js'
import type { Resource } from './resource.js'
import type { RunRow } from '../store/tables.js'
import { omit, omitZeros } from '../store/columns.js'
import { unsetTime } from '../store/timestamp.js'

/** A run in lists and in the response to a launch: without its participant count. */
export function runOverview(row: RunRow): object {
  return runView({ ...row, participant_count: 0 })
}

function runView(row: RunRow): object {
  return omitZeros(omit(row, 'project_id'))
}

export const runs: Resource<'runs'> = {
  table: 'runs',
  title: 'Run',
  permission: 'TEST_RUN',
  filters: {
    test_name: containsFilter('test_name'),
    status: enumFilter('status'),
    test_mode: enumFilter('test_mode'),
    increment_strategy: enumFilter('increment_strategy'),
    active: booleanFilter((row) => isLive(row.status)),
    mos_test: booleanFilter((row) => row.mos_test),
    metric_status: enumFilter('metric_status'),
    mos_status: enumFilter('mos_status'),
    started: booleanFilter((row) => row.processing_started !== unsetTime),
    finished: booleanFilter((row) => row.processing_finished !== unsetTime),
    ...rangeFilters('start_interval', 'start_interval'),
    ...rangeFilters('participant_timeout', 'participant_timeout'),
    ...timeRangeFilters('started', 'processing_started'),
    ...timeRangeFilters('finished', 'processing_finished'),
    ...timeRangeFilters('execution_started', 'execution_started'),
    ...timeRangeFilters('execution_finished', 'execution_finished'),
  },
  view: runView,
  overview: runOverview,
}
