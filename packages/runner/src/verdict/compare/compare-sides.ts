import { plural } from '@loadero-test/core/internal'
import type { ComparisonOutcome, MetricComparison, SideComparison } from '../../model/analysis/comparison.js'
import type { ComparedSide, ComparedTest } from './compared-side.js'
import { adjustPValues } from './compare-samples.js'
import { measureMetrics } from './measure-metrics.js'

/** Two equal sides differ by chance in less than one of thirty comparisons. */
const significance = 0.03
/** A smaller Cliff's delta is negligible by convention, also when it is no chance. */
const minEffect = 0.147

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
