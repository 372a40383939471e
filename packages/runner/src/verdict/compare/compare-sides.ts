import type { Operator } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import { group } from 'd3-array'
import type { ComparisonOutcome, MetricComparison, SideComparison } from '../../model/analysis/comparison.js'
import { unitOf } from '../../model/metric-unit.js'
import { comparisonHolds } from '../../model/timed/compare-numbers.js'
import type { ComparedGate, ComparedSide, ComparedTest } from './compared-side.js'
import { adjustPValues, compareSamples, distributionOf } from './compare-samples.js'

/** Two equal sides differ by chance in less than one of thirty comparisons. */
const significance = 0.03
/** A smaller Cliff's delta is negligible by convention, also when it is no chance. */
const minEffect = 0.147

const higherIsBetter: Readonly<Record<Operator, boolean | undefined>> = {
  gt: true,
  gte: true,
  lt: false,
  lte: false,
  eq: undefined,
  neq: undefined,
  regex: undefined,
}

/**
 * Compares the participants of two sides, test by test and metric by metric: whether those that are gated on either side
 * got better or worse. Two sides with one test each are compared even if the names of the tests differ.
 */
export function compareSides(before: ComparedSide, after: ComparedSide): SideComparison {
  const pairs = pairTests(before, after)
  const raw = pairs.map(({ a, b }) => ({ a, b, metrics: measureMetrics(a, b) }))
  const all = raw.flatMap(({ metrics }) => metrics)
  // What cannot differ by any order of its values is not a comparison, and does not make the others less certain.
  const family = all.filter(
    ({ samples }) => samples !== undefined && samples.minPValueOfValues < significance,
  )
  const adjusted = new Map(
    adjustPValues(family.map(({ samples }) => samples?.pValue ?? 1)).map((pValue, index) => [
      family[index],
      pValue,
    ]),
  )
  const judge = (one: (typeof all)[number]): MetricComparison => {
    const { samples, comparison } = one
    if (samples === undefined || samples.minPValue >= significance) return comparison
    const { reason: _reason, ...measured } = comparison
    const pValue = adjusted.get(one) ?? samples.pValue
    const { kind, better } = comparison
    const isReal =
      adjusted.has(one) &&
      pValue < significance &&
      (kind === 'share' || Math.abs(samples.effect) >= minEffect)
    if (isReal) {
      const outcome = samples.effect > 0 === (better === 'higher') ? 'better' : 'worse'
      return { ...measured, pValue, outcome }
    }
    if (samples.minPValue * family.length < significance) return { ...measured, pValue, outcome: 'same' }
    const reason = `too few participants to compare ${plural(family.length, 'metric')} at a time`
    return { ...measured, pValue, reason }
  }
  const tests = raw.map(({ a, b, metrics }) => {
    const judged = metrics.map(judge)
    return {
      name: b.name,
      runBefore: a.run,
      runAfter: b.run,
      outcome: worstOf(judged),
      metrics: judged,
      notices: differencesBetween(a, b),
    }
  })
  return {
    before: before.name,
    after: after.name,
    outcome: worstOf(tests),
    tests,
    onlyBefore: before.tests.filter((test) => pairs.every(({ a }) => a !== test)).map(({ name }) => name),
    onlyAfter: after.tests.filter((test) => pairs.every(({ b }) => b !== test)).map(({ name }) => name),
    notices:
      before.simulated === after.simulated
        ? []
        : [`the outcomes of ${before.simulated ? before.name : after.name} are simulated`],
  }
}

function worstOf(parts: readonly { readonly outcome: ComparisonOutcome }[]): ComparisonOutcome {
  const outcomes = new Set(parts.map(({ outcome }) => outcome))
  return (['worse', 'better', 'same'] as const).find((one) => outcomes.has(one)) ?? 'too little data'
}

function pairTests(before: ComparedSide, after: ComparedSide) {
  const [a, b] = [before.tests[0], after.tests[0]]
  if (a && b && before.tests.length === 1 && after.tests.length === 1) return [{ a, b }]
  return after.tests.flatMap((test) => {
    const earlier = before.tests.find(({ name }) => name === test.name)
    return earlier ? [{ a: earlier, b: test }] : []
  })
}

/** The success rate and each gated metric, with too little data as their outcome until the p values are known. */
function measureMetrics(a: ComparedTest, b: ComparedTest) {
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

/** What of the setup of two runs differs. */
function differencesBetween(a: ComparedTest, b: ComparedTest): readonly string[] {
  const traitsOf = (test: ComparedTest, key: 'browser' | 'network' | 'location' | 'computeUnit') =>
    [...new Set(test.participants.flatMap(({ traits }) => traits[key] ?? []))].toSorted().join(', ')
  return [
    ...(a.name === b.name ? [] : [`'${a.name}' is compared with '${b.name}'`]),
    ...(a.participants.length === b.participants.length
      ? []
      : [`${plural(a.participants.length, 'participant')} before, ${b.participants.length} after`]),
    ...(
      [
        ['browser', 'browsers'],
        ['network', 'networks'],
        ['location', 'locations'],
        ['computeUnit', 'compute units'],
      ] as const
    ).flatMap(([key, label]) => {
      const [before, after] = [traitsOf(a, key), traitsOf(b, key)]
      return before === after ? [] : [`${label}: ${before || 'none'} before, ${after || 'none'} after`]
    }),
  ]
}
