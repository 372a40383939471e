import type { Metric } from '@loadero-test/core'
import { selectMetrics } from './select-metrics.js'

/** The id of a part of a row that has no table: different for each part of each row, and always the same. */
export function partId(rowId: number, index: number): number {
  return rowId * 1000 + index + 1
}

/** Metrics as a response shows them: by section, each with an id and a time. */
export function metricSections(
  metrics: Readonly<Record<string, Metric>>,
  rowId: number,
  created: string,
): Readonly<Record<'machine' | 'webrtc', Readonly<Record<string, Metric>>>> {
  const rows = Object.fromEntries(
    Object.entries(metrics).map(([path, metric], index) => [
      path,
      { id: partId(rowId, index), created, ...metric },
    ]),
  )
  return { machine: selectMetrics(rows, 'machine'), webrtc: selectMetrics(rows, 'webrtc') }
}
