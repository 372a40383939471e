import type { AssertStatus, Metric } from '@loadero-test/core'
import type { Store } from '../store/store.js'
import type { RunAssertRow, RunRow } from '../store/tables.js'
import { mergeMetrics } from './merge.js'
import { selectMetrics } from '../store/select-metrics.js'

/** How many participants each assert of a run passed, failed or did not concern; and what they measured. */
export function computeStatistics(store: Store, run: RunRow): object {
  const metrics = metricsOf(store, run)
  return {
    asserts: store.find('run_asserts', { run_id: run.id }).map((assert) => tally(store, assert)),
    metrics: { machine: selectMetrics(metrics, 'machine'), webrtc: selectMetrics(metrics, 'webrtc') },
  }
}

function tally(store: Store, { id, path, operator, expected, preconditions }: RunAssertRow): object {
  const count = (status: AssertStatus) => store.count('result_asserts', { run_assert_id: id, status })
  const fail = count('fail')
  return {
    run_assert_id: id,
    path,
    operator,
    expected,
    preconditions,
    pass: count('pass'),
    fail,
    skip: count('skipped'),
    // Whom its preconditions leave out cannot fail it.
    status: fail > 0 ? 'fail' : 'pass',
  }
}

/** Each metric over all participants that measured it. */
function metricsOf(store: Store, run: RunRow): Record<string, Metric> {
  const measured = new Map<string, Metric[]>()
  for (const { metrics } of store.find('results', { run_id: run.id })) {
    for (const [path, metric] of Object.entries(metrics)) {
      const others = measured.get(path)
      if (others) others.push(metric)
      else measured.set(path, [metric])
    }
  }
  return Object.fromEntries(
    [...measured].map(([path, metrics]) => [path, { metric_path: path, ...mergeMetrics(metrics) }]),
  )
}
