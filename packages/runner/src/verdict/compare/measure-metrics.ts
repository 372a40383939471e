import type { Operator } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import { group } from 'd3-array'
import type { MetricComparison } from '../../model/analysis/comparison.js'
import { unitOf } from '../../model/metric-unit.js'
import { comparisonHolds } from '../../model/timed/compare-numbers.js'
import { compareSamples, distributionOf } from './compare-samples.js'
import type { ComparedGate, ComparedTest } from './compared-side.js'

const higherIsBetter: Readonly<Record<Operator, boolean | undefined>> = {
  gt: true,
  gte: true,
  lt: false,
  lte: false,
  eq: undefined,
  neq: undefined,
  regex: undefined,
}

/** The success rate and each gated metric, with too little data as their outcome until the p values are known. */
export function measureMetrics(a: ComparedTest, b: ComparedTest) {
  const gates = [...b.gates, ...a.gates].filter(({ operator }) => operator !== 'regex')
  const subjects = [undefined, ...new Set(gates.map(({ path }) => path))]
  return subjects.map((path) => {
    const own = gates.filter((gate) => gate.path === path)
    const directions = new Set(own.map(({ operator }) => higherIsBetter[operator]))
    const isValue = path !== undefined && directions.size === 1 && !directions.has(undefined)
    // Where no direction is good, those participants count that meet the limits of the later side.
    const later = own.filter((gate) => b.gates.includes(gate))
    const limits = later.length > 0 ? later : own
    const valuesOf = (test: ComparedTest): readonly number[] =>
      measuredParticipants(test, path).flatMap(({ status, values }) => {
        const value = path === undefined ? undefined : values[path]
        if (path === undefined) return [status === 'passed' ? 1 : 0]
        if (value === undefined) return []
        if (!isValue) return [limits.every((gate) => meetsGate(value, gate)) ? 1 : 0]
        return Number.isFinite(Number(value)) ? [Number(value)] : []
      })
    const [valuesBefore, valuesAfter] = [valuesOf(a), valuesOf(b)]
    const [distributionBefore, distributionAfter] = [
      distributionOf(valuesBefore),
      distributionOf(valuesAfter),
    ]
    const samples =
      distributionBefore && distributionAfter ? compareSamples(valuesBefore, valuesAfter) : undefined
    const [from = 0, to = 0] = [distributionBefore, distributionAfter].map((one) =>
      isValue ? one?.median : one?.mean,
    )
    const unusable = [a, b].find(({ verdict }) => verdict !== 'passed' && verdict !== 'failed')
    const comparison: MetricComparison = {
      metric: path ?? 'success rate',
      unit: path === undefined || !isValue ? 'share' : unitOf(path),
      kind: isValue ? 'value' : 'share',
      better: !isValue || directions.has(true) ? 'higher' : 'lower',
      before: distributionBefore,
      after: distributionAfter,
      ...(samples && {
        difference: to - from,
        ...(from !== 0 && { differencePercent: ((to - from) / Math.abs(from)) * 100 }),
        effect: samples.effect,
      }),
      outcome: 'too little data',
      reason:
        unusable !== undefined
          ? `the test ${unusable === a ? 'before' : 'after'} is ${unusable.verdict}`
          : `${plural(valuesBefore.length, 'value')} before, ${valuesAfter.length} after`,
    }
    return { comparison, samples }
  })
}

/** Where fewer have a value, those that do are a selection. */
const minMeasuredShare = 0.9

/**
 * The participants whose values of a metric can be relied on. Of a profile, nearly all must have one, or nearly all that
 * passed: at Loadero, the results of participants that passed are often not read. A test whose verdict is neither passed
 * nor failed has none.
 */
function measuredParticipants({ participants, verdict }: ComparedTest, path: string | undefined) {
  if (verdict !== 'passed' && verdict !== 'failed') return []
  const known = participants.filter(({ status }) => status !== 'unknown')
  if (path === undefined) return known
  const profiles = group(known, ({ traits }) => JSON.stringify([traits.group, traits.participant]))
  return [...profiles.values()]
    .filter((profile) =>
      [profile, profile.filter(({ status }) => status === 'passed')].some((some) => {
        const measured = some.filter(({ values }) => values[path] !== undefined)
        return measured.length > 0 && measured.length >= minMeasuredShare * some.length
      }),
    )
    .flat()
}

function meetsGate(value: number | string, { operator, limit }: ComparedGate): boolean {
  const [number, bound] = [Number(value), Number(limit)]
  if (operator === 'eq') return String(value) === limit || number === bound
  if (operator === 'neq') return String(value) !== limit && number !== bound
  return comparisonHolds(number, operator, bound) ?? true
}
