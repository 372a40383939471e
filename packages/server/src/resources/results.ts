import { filterTables } from '@loadero-test/core/internal'
import { listFilters } from '../http/filters.js'
import type { Context } from '../context.js'
import type { Resource } from './resource.js'
import type { ResultRow } from '../store/tables.js'
import { omit, pick } from '../store/columns.js'
import { metricSections, partId } from '../store/parts.js'
import { timestamp, unsetTime } from '../store/timestamp.js'
import { runParticipantFilterColumns, runParticipantView } from './run-participants.js'

function overview(row: ResultRow): object {
  return {
    ...pick(row, 'id', 'created', 'updated', 'start', 'end', 'status', 'selenium_result', 'mos_status'),
    run_participant_id: row.participant.id,
    participant_details: runParticipantView(row.participant),
  }
}

/** All logs that there can be. A log that was not produced has an empty address. */
const logKinds = ['webrtc', 'selenium', 'browser', 'rru', 'allure_report'] as const

function details(row: ResultRow, { store, files }: Context): object {
  const { id, created } = row
  const part = (index: number) => ({ id: partId(id, index), created, result_id: id })
  const asserts = store.find('result_asserts', { result_id: id }).map((assertRow) => {
    const assert = omit(assertRow, 'updated')
    return assert.status === 'skipped' ? { actual: '', ...assert } : assert
  })
  const timecards = row.timecards.map((timecard, index) => ({ ...part(index), ...timecard }))
  const logs: Readonly<Record<string, string>> = row.logs
  const addressOf = (path: string | undefined) => (path === undefined ? '' : files.address(path))
  return {
    log_paths: {
      id,
      created,
      result_id: id,
      ...Object.fromEntries(logKinds.map((kind) => [kind, addressOf(logs[kind])])),
    },
    artifacts: mapValues(row.artifacts, ({ paths, error }) => ({
      paths: paths.length === 0 ? null : paths.map((path) => files.address(path)),
      error,
    })),
    asserts: asserts.length === 0 ? null : asserts,
    metrics: metricSections(row.metrics, id, created),
    ...(timecards.length > 0 && { data_sync: { result_timecards: timecards } }),
    ...(row.mos.length > 0 && {
      mos: {
        visqol: row.mos.map(({ score, start, end }, index) => ({
          ...part(index),
          algorithm: 'visqol',
          score,
          start: timestamp(start),
          end: timestamp(end),
        })),
      },
    }),
    ...row.legacy,
  }
}

function mapValues<K extends string, T, U>(
  object: Readonly<Record<K, T>>,
  change: (value: T) => U,
): Record<K, U> {
  const entries = Object.entries<T>(object).map(([key, value]) => [key, change(value)])
  return Object.fromEntries(entries) as Record<K, U>
}

export const results: Resource<'results'> = {
  table: 'results',
  title: 'Result',
  permission: 'RESULT',
  filters: listFilters(filterTables.results, {
    ...mapValues(runParticipantFilterColumns, (column) => (row: ResultRow) => column(row.participant)),
    start: (row: ResultRow) => row.start,
    end: (row) => row.end,
    status: (row) => row.status,
    selenium_result: (row) => row.selenium_result,
    mos_status: (row) => row.mos_status,
    done: (row) => row.end !== unsetTime,
  }),
  view: (row, context) => ({ ...overview(row), ...details(row, context) }),
  overview,
}
