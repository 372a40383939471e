import { booleanFilter, nestedFilters, enumFilter, timeRangeFilters } from '../http/filters.js'
import type { Context } from '../context.js'
import type { Resource } from './resource.js'
import type { ResultRow } from '../store/tables.js'
import { omit, pick } from '../store/columns.js'
import { unsetTime } from '../store/timestamp.js'
import { selectMetrics } from '../store/select-metrics.js'
import { runParticipants, runParticipantView } from './run-participants.js'

function overview(row: ResultRow): object {
  return {
    ...pick(row, 'id', 'created', 'updated', 'start', 'end', 'status', 'selenium_result', 'mos_status'),
    run_participant_id: row.participant.id,
    participant_details: runParticipantView(row.participant),
  }
}

function details(row: ResultRow, { store, files }: Context): object {
  const { id, created } = row
  const asserts = store.find('result_asserts', { result_id: id })
  const timecards = row.timecards.map((timecard) => ({ ...timecard, result_id: id }))
  return {
    log_paths: { id, created, result_id: id, ...mapValues(row.logs, (path) => files.address(path)) },
    artifacts: mapValues(row.artifacts, ({ paths, error }) => ({
      paths: paths.length === 0 ? null : paths.map((path) => files.address(path)),
      error,
    })),
    asserts: asserts.length === 0 ? null : asserts.map((assert) => omit(assert, 'updated')),
    metrics: { machine: selectMetrics(row.metrics, 'machine'), webrtc: selectMetrics(row.metrics, 'webrtc') },
    ...(timecards.length > 0 && { data_sync: { result_timecards: timecards } }),
    ...(row.mos.length > 0 && {
      mos: {
        visqol: row.mos.map((part, index) => ({
          id: index + 1,
          created,
          result_id: id,
          algorithm: 'visqol',
          ...part,
        })),
      },
    }),
  }
}

function mapValues<T, U>(object: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}

export const results: Resource<'results'> = {
  table: 'results',
  title: 'Result',
  permission: 'RESULT',
  filters: {
    ...nestedFilters(runParticipants.filters, (row: ResultRow) => row.participant),
    status: enumFilter('status'),
    selenium_result: enumFilter('selenium_result'),
    mos_status: enumFilter('mos_status'),
    done: booleanFilter((row) => row.end !== unsetTime),
    ...timeRangeFilters('start', 'start'),
    ...timeRangeFilters('end', 'end'),
  },
  view: (row, context) => ({ ...overview(row), ...details(row, context) }),
  overview,
}
