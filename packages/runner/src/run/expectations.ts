import type { CollectedResult, ExpectationSpec, ParticipantSlice, Reason, Summarising } from '../model.js'
import { labelOf } from './label.js'
import { metricValue } from './metric-value.js'
import { symbols } from './symbols.js'

/** Checks one expectation over the participants of a run; undefined when it holds. */
export const checkExpectation = (
  spec: ExpectationSpec,
  collected: readonly CollectedResult[],
): Reason | undefined => {
  const those = collected.filter((one) => isIn(spec.slice, one))
  const message = nameOf(spec)
  const expected = `${symbols[spec.operator]} ${spec.expected}`
  const fail = (actual: string, of: readonly CollectedResult[] = []): Reason => ({
    kind: 'expectation',
    message,
    expected,
    actual,
    participants: of.map(labelOf),
    evidence: of.flatMap(({ files }) => files),
  })
  if (those.length === 0) return fail('no participant that it is about')
  if (!spec.metric) {
    const passed = those.filter(({ result }) => result.status === 'pass')
    return holds(passed.length / those.length, spec)
      ? undefined
      : fail(
          `${round(passed.length / those.length)} (${passed.length} of ${those.length})`,
          those.filter((one) => !passed.includes(one)),
        )
  }
  const { path, summary } = spec.metric
  const measured = those.map((one) => ({ one, value: metricValue(one.result, path) }))
  const without = measured.filter(({ value }) => value === undefined).map(({ one }) => one)
  if (without.length > 0 && spec.missing === 'fail')
    return fail(`no value from ${without.length} of ${those.length}`, without)
  const values = measured.flatMap(({ one, value }) => (value === undefined ? [] : [{ one, value }]))
  // Nobody measured it, and the author said that this is fine.
  if (values.length === 0) return undefined
  return summary.kind === 'share'
    ? checkShare(values, summary, spec, fail)
    : checkSummary(values, summary, spec, fail)
}

interface Value {
  readonly one: CollectedResult
  readonly value: number
}

type Fail = (actual: string, of?: readonly CollectedResult[]) => Reason

const checkShare = (
  values: readonly Value[],
  { share }: { share: number },
  spec: ExpectationSpec,
  fail: Fail,
) => {
  const outside = values.filter(({ value }) => !holds(value, spec))
  const reached = 1 - outside.length / values.length
  // Counted, so that 19 of 20 are 0.95 whatever binary fractions make of it.
  if (values.length - outside.length >= share * values.length - 1e-9) return undefined
  return fail(
    `${round(reached)} of them`,
    outside.map(({ one }) => one),
  )
}

const checkSummary = (
  values: readonly Value[],
  summary: Exclude<Summarising, { kind: 'share' }>,
  spec: ExpectationSpec,
  fail: Fail,
) => {
  const actual = summarise(
    values.map(({ value }) => value),
    summary,
  )
  if (holds(actual, spec)) return undefined
  return fail(
    String(round(actual)),
    values.filter(({ value }) => !holds(value, spec)).map(({ one }) => one),
  )
}

/** The method of the local Loadero: linear interpolation between closest ranks. */
export const summarise = (
  values: readonly number[],
  summary: Exclude<Summarising, { kind: 'share' }>,
): number => {
  const sorted = values.toSorted((a, b) => a - b)
  if (summary.kind === 'mean') return sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  const percentile = { min: 0, max: 100, percentile: 'percentile' in summary ? summary.percentile : 0 }[
    summary.kind
  ]
  const rank = ((sorted.length - 1) * percentile) / 100
  const below = sorted[Math.floor(rank)] ?? Number.NaN
  const above = sorted[Math.ceil(rank)] ?? Number.NaN
  return below + (above - below) * (rank - Math.floor(rank))
}

const holds = (value: number, { operator, expected }: ExpectationSpec): boolean =>
  ({
    eq: value === expected,
    neq: value !== expected,
    gt: value > expected,
    gte: value >= expected,
    lt: value < expected,
    lte: value <= expected,
  })[operator]

const isIn = (slice: ParticipantSlice, { result }: CollectedResult): boolean => {
  const { participant_details: details } = result
  const facts = {
    group: details?.group_name,
    participant: details?.participant_name,
    browser: details?.browser,
    network: details?.network,
    location: details?.location,
    computeUnit: details?.compute_unit,
  }
  return Object.entries(slice).every(([key, wanted]) => {
    const fact = facts[key as keyof ParticipantSlice]
    return (
      wanted === undefined ||
      [wanted].flat().some((one) => one === fact || (key === 'browser' && isAliasOf(one, fact)))
    )
  })
}

/** A run names the version that it played: `chromeLatest` is any Chrome. */
const isAliasOf = (alias: string, browser: string | undefined): boolean =>
  alias.endsWith('Latest') &&
  browser !== undefined &&
  browser.replace(/\d+$/, '') === alias.replace(/Latest$/, '')

const nameOf = ({ metric, slice }: ExpectationSpec): string => {
  const where = Object.entries(slice)
    .filter(([, wanted]) => wanted !== undefined)
    .map(([key, wanted]) => `${key} ${[wanted].flat().join(' or ')}`)
  const what = metric ? `${summaryName(metric.summary)} of ${metric.path}` : 'success rate'
  return where.length === 0 ? what : `${what} where ${where.join(', ')}`
}

const summaryName = (summary: Summarising): string => {
  if (summary.kind === 'percentile') return `${summary.percentile}th percentile`
  if (summary.kind === 'share') return `share ${summary.share}`
  return { min: 'smallest', max: 'largest', mean: 'mean' }[summary.kind]
}

const round = (value: number): number => Number(value.toPrecision(6))
