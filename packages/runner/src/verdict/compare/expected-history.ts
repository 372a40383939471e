import { percentile, plural } from '@loadero-test/core/internal'
import { type Baseline, limitAfter, minEarlierRuns } from '../../model/analysis/history-limit.js'
import type { Check } from '../../model/result.js'
import type { ExpectationSpec } from '../../model/spec.js'
import type { CheckOutcome } from '../checks/check-asserts.js'
import { subjectOf } from '../checks/check-name.js'
import { inconclusiveReason } from '../inconclusive.js'

/** What one earlier run measured of an expectation. */
export interface EarlierValue {
  readonly runId: number
  readonly value: number
}

/** Completes an expectation on history with its threshold, or with why there is none. */
export function withBaseline(spec: ExpectationSpec, baseline: Baseline): ExpectationSpec {
  const { history } = spec
  if (history === undefined) return spec
  const expected = baseline.kind === 'known' ? limitAfter(history, baseline.value) : 0
  return { ...spec, expected, history: { ...history, baseline } }
}

/**
 * The baseline of the newest earlier runs that have a value: their median.
 * @param values newest first
 * @param omitted why other runs do not count, for the reason of a missing baseline
 */
export function baselineOf(
  { history }: Pick<ExpectationSpec, 'history'>,
  values: readonly EarlierValue[],
  { omitted, isRequired }: { readonly omitted: string | undefined; readonly isRequired: boolean },
): Baseline {
  const runs = history?.runs ?? 1
  const used = values.slice(0, runs).toReversed()
  const min = minEarlierRuns({ runs })
  if (used.length >= min) {
    const sorted = used.map(({ value }) => value).toSorted((a, b) => a - b)
    return {
      kind: 'known',
      value: percentile(sorted, 50),
      source: plural(used.length, 'earlier run'),
      runIds: used.map(({ runId }) => runId),
    }
  }
  const found = `${plural(used.length, 'earlier run')} with the same script and participants, and ${min} are needed`
  return { kind: 'missing', reason: omitted === undefined ? found : `${found}; ${omitted}`, isRequired }
}

/**
 * The outcome of an expectation on history without a known threshold: a warning, or errored where the baseline is
 * required or was never read. `undefined` for any other expectation.
 * @param check before it is judged
 * @param value what the run measured
 */
export function checkWithoutBaseline(
  { history, ...spec }: ExpectationSpec,
  check: Check,
  value: number | undefined,
): CheckOutcome | undefined {
  if (history === undefined || history.baseline?.kind === 'known') return undefined
  const { reason, isRequired } = history.baseline ?? {
    reason: 'its earlier runs were not read',
    isRequired: true,
  }
  const message = `${subjectOf(spec)} is not compared with earlier runs: ${reason}`
  const measured = { ...check, ...(value !== undefined && { actual: String(Number(value.toPrecision(6))) }) }
  return isRequired
    ? { check: { ...measured, outcome: 'errored' }, reasons: [inconclusiveReason('results', message)] }
    : { check: { ...measured, outcome: 'skipped' }, reasons: [], warnings: [message] }
}

/** What a check says about the history of its expectation. */
export function historyOf({ history, ...spec }: ExpectationSpec, value?: number): Pick<Check, 'history'> {
  if (history === undefined) return {}
  const { baseline } = history
  return {
    history: {
      subject: subjectOf(spec),
      ...(value !== undefined && { value }),
      ...(baseline?.kind === 'known' && { baseline }),
      ...(baseline?.kind === 'missing' && { missing: baseline.reason }),
    },
  }
}
