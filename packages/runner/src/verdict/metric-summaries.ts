import { aggregators, type Statistics } from '@loadero-test/core'
import type { MetricSummary } from '../model/model.js'

/** The service's summaries of a run, under the paths that an assert would name; texts such as a codec's are left out. */
export function metricSummaries({ metrics }: Statistics): readonly MetricSummary[] {
  return Object.entries({ ...metrics?.machine, ...metrics?.webrtc })
    .flatMap(([base, metric]) => [
      { path: base, value: metric.value },
      ...Object.entries(aggregators).map(([end, field]) => ({
        path: `${base}/${end}`,
        value: metric[field],
      })),
    ])
    .filter((one): one is MetricSummary => typeof one.value === 'number')
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
