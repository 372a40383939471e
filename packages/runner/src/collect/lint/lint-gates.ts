import type { Operator } from '@loadero-test/core'
import { isTextMetric, measurableRange, type MetricRange } from '../../model/metric-range.js'
import type { AssertSpec, ExpectationSpec, SpecTest } from '../../model/spec.js'
import type { NumberCondition } from '../../model/timed/time-window.js'
import { decimalOf } from '../../model/wire/preconditions.js'
import { gateProblem, type LintProblem } from './lint-problem.js'

/**
 * Limits that no value can meet, and limits that every value meets: such a gate proves nothing. On an assert it is a
 * warning, because the service accepts any text, and pulled tests must stay usable.
 */
export function lintGates({ spec }: SpecTest): readonly LintProblem[] {
  return [...spec.asserts.flatMap(assertProblems), ...spec.expects.flatMap(expectationProblems)]
}

function assertProblems({ path, operator, expected }: AssertSpec): readonly LintProblem[] {
  if (operator === 'regex')
    return ['', '.*', '^.*$'].includes(expected)
      ? [badLimit('vacuous-gate', path, 'every text matches its expression')]
      : []
  const limit = decimalOf(expected)
  if (limit === undefined) {
    if (isTextMetric(path) && expected !== '' && (operator === 'eq' || operator === 'neq')) return []
    return [
      {
        code: 'impossible-gate',
        severity: mistakes.includes(expected) ? 'error' : 'warning',
        message: `has an assert on ${path} with the limit ${JSON.stringify(expected)}, which is not a number`,
        hint: 'Check where the limit comes from: a missing variable is "undefined", a failed conversion "NaN".',
      },
    ]
  }
  return limitProblems(path, operator, limit).map((problem) => ({ ...problem, severity: 'warning' }))
}

/** The texts of values that no author means. */
const mistakes: readonly string[] = ['', 'undefined', 'null', 'NaN', '[object Object]']

function expectationProblems(spec: ExpectationSpec): readonly LintProblem[] {
  const { metric, operator, expected, history } = spec
  // Its threshold is known only after the run.
  if (history) return []
  if (!metric) {
    const problems = rangeProblems('the success rate', operator, expected, { min: 0, max: 1 })
    const hint = 'A success rate is a share from 0 to 1: write 0.95 for 95%.'
    return problems.map((problem) => (expected > 1 ? { ...problem, hint } : problem))
  }
  if (metric.summary.kind === 'share' && metric.summary.share === 0) {
    return [badLimit('vacuous-gate', metric.path, 'a share of 0 is always reached')]
  }
  if (metric.until === undefined) return limitProblems(metric.path, operator, expected)
  return [
    ...rangeProblems(`the time until ${metric.path}`, operator, expected, { min: 0, max: Number.MAX_VALUE }),
    ...untilProblems(metric.path, metric.until),
  ]
}

/** A condition of `timeUntil` that no value meets, or that every value meets. */
function untilProblems(path: string, until: NumberCondition): readonly LintProblem[] {
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity, eq, neq } = until
  const min = Math.max(gt, gte, eq ?? -Infinity)
  const max = Math.min(lt, lte, eq ?? Infinity)
  if (min > max || (min === max && [gt, lt, neq].includes(min))) {
    return [badLimit('impossible-gate', `the time until ${path}`, 'its comparisons contradict each other')]
  }
  const limits = Object.entries(until).map(([operator, limit]) => [operator as Operator, limit] as const)
  const problems = limits.flatMap(([operator, limit]) => limitProblems(path, operator, limit))
  const never = problems.filter(({ severity }) => severity === 'error')
  return never.length > 0 || problems.length < limits.length ? never : problems
}

function limitProblems(path: string, operator: Operator, limit: number): readonly LintProblem[] {
  if (!isTextMetric(path)) return rangeProblems(path, operator, limit, measurableRange(path))
  const code = operator === 'neq' ? 'vacuous-gate' : 'impossible-gate'
  return [badLimit(code, path, 'its value is a text, not a number')]
}

function rangeProblems(
  subject: string,
  operator: Operator,
  limit: number,
  { min, max }: MetricRange,
): readonly LintProblem[] {
  const range = max === Number.MAX_VALUE ? `is never below ${min}` : `is between ${min} and ${max}`
  const isOutside = limit < min || limit > max
  const rules: Readonly<Partial<Record<Operator, { readonly never: boolean; readonly always: boolean }>>> = {
    lt: { never: limit <= min, always: limit > max },
    lte: { never: limit < min, always: limit >= max },
    gt: { never: limit >= max, always: limit < min },
    gte: { never: limit > max, always: limit <= min },
    eq: { never: isOutside, always: false },
    neq: { never: false, always: isOutside },
  }
  const { never = false, always = false } = rules[operator] ?? {}
  const reason = `the value ${range}, and the limit is ${limit}`
  if (never) return [badLimit('impossible-gate', subject, reason)]
  return always ? [badLimit('vacuous-gate', subject, reason)] : []
}

/** A limit that no value can meet, or that every value meets. */
function badLimit(code: 'impossible-gate' | 'vacuous-gate', subject: string, reason: string): LintProblem {
  return code === 'impossible-gate'
    ? gateProblem(
        code,
        `has a limit on ${subject} that can never hold: ${reason}`,
        'Correct the limit or its unit.',
      )
    : gateProblem(
        code,
        `has a limit on ${subject} that cannot fail: ${reason}`,
        'Correct the limit, or remove it.',
      )
}
