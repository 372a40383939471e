import type { AssertStatus, Metric } from '@loadero-test/core'
import { metricSections, partId } from '../store/parts.js'
import type { Store } from '../store/store.js'
import type { RunRow } from '../store/tables.js'
import { mergeMetrics } from './merge.js'

/** Per assert of a run, how many participants passed, failed or skipped it. Per metric, the values of all participants. */
export function computeStatistics(store: Store, run: RunRow): object {
  const asserts = store.find('run_asserts', { run_id: run.id }).map((assert) => {
    const { id, created, updated, path, operator, expected } = assert
    const preconditions = assert.preconditions.map((condition, index) => ({
      id: partId(id, index),
      created,
      updated,
      run_assert_id: id,
      ...condition,
    }))
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
      // A participant that skips the assert cannot fail it.
      status: fail > 0 ? 'fail' : 'pass',
    }
  })
  const measured = new Map<string, Metric[]>()
  for (const { metrics } of store.find('results', { run_id: run.id })) {
    for (const [path, metric] of Object.entries(metrics)) {
      const others = measured.get(path)
      if (others) others.push(metric)
      else measured.set(path, [metric])
    }
  }
  const merged = Object.fromEntries(
    [...measured].map(([path, metrics]) => [path, { metric_path: path, ...mergeMetrics(metrics) }]),
  )
  return {
    asserts,
    metrics: metricSections(merged, run.id, run.updated),
  }
}
