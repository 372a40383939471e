import type { MetricComparison } from '../../model/comparison/metric-comparison.js'
import type { EarlierSession, EarlierSessions } from '../../model/comparison/earlier-sessions.js'
import { withUnitLabel } from '../../model/metric-unit.js'
import type { Check, Measure } from '../../model/result.js'
import { plainLine } from '../plain-text.js'

/** `2026-11-25 10:00 UTC (commit 0f1e2d3)` */
export function sessionText({ startedMs, commit }: Pick<EarlierSession, 'startedMs' | 'commit'>): string {
  const time = new Date(startedMs).toISOString().slice(0, 16).replace('T', ' ')
  return `${time} UTC${commit === undefined ? '' : ` (commit ${plainLine(commit).slice(0, 8)})`}`
}

/**
 * Since when a test fails for a reason: its gate in earlier sessions, or the whole test for a reason without a gate.
 * `undefined` when no earlier session says anything.
 */
export function sinceText(
  testId: string,
  check: Pick<Check, 'name'> | undefined,
  { sessions }: EarlierSessions,
): string | undefined {
  const states = sessions.flatMap((session) => {
    const earlier = session.tests.get(testId)
    const outcome = check === undefined ? earlier?.verdict : earlier?.checks.get(check.name)?.outcome
    // What was not reached or was interrupted says nothing.
    return outcome === undefined || outcome === 'skipped' || outcome === 'interrupted'
      ? []
      : [{ session, passed: outcome === 'passed' }]
  })
  const [previous, oldest] = [states[0], states.at(-1)]
  if (previous === undefined || oldest === undefined) return undefined
  if (previous.passed) return `new: it passed in the previous session of ${sessionText(previous.session)}`
  const lastPassed = states.findIndex(({ passed }) => passed)
  const first = states[lastPassed - 1]
  return lastPassed === -1 || first === undefined
    ? `at least ${sessionText(oldest.session)}: it passed in none of the ${states.length} earlier sessions that are known`
    : `${sessionText(first.session)}, ${lastPassed + 1} sessions in a row; it last passed in that of ${sessionText(states[lastPassed]?.session ?? oldest.session)}`
}

/** How the value of a check differs from that of an earlier session. */
export interface GateChange {
  /** `+37 ms` */
  readonly text: string
  /** The earlier value: `118 ms`. */
  readonly before: string
  readonly session: EarlierSession
  /** Whether the participants of both differ by more than chance. Absent when that is not known. */
  readonly outcome?: MetricComparison['outcome']
  /** Values of earlier sessions and of this one, oldest first. */
  readonly trend: readonly number[]
}

/** `undefined` when this session or all earlier ones have no value. */
export function gateChange(
  testId: string,
  { name, gate, measure }: Check,
  { sessions, comparisons }: EarlierSessions,
): GateChange | undefined {
  const earlier = sessions.flatMap((session) => {
    const value = session.tests.get(testId)?.checks.get(name)?.value
    return value === undefined ? [] : [{ session, value }]
  })
  const [newest] = earlier
  if (newest === undefined || measure?.value === undefined) return undefined
  const comparison = comparisons.get(testId)
  const metric = gate ? gate.path : 'success rate'
  const compared =
    comparison?.session === newest.session && comparison.metrics.find((one) => one.metric === metric)
  return {
    text: differenceText(measure.value - newest.value, measure),
    before: valueText(newest.value, measure),
    session: newest.session,
    ...(compared && { outcome: compared.outcome }),
    trend: [...earlier.map(({ value }) => value).toReversed(), measure.value],
  }
}

/** `412 ms`, `75%` */
export function valueText(value: number, { unit }: Pick<Measure, 'unit'>): string {
  const rounded = Number((unit === '0…1' ? value * 100 : value).toPrecision(4))
  return unit === '0…1' ? `${rounded}%` : withUnitLabel(String(rounded), unit)
}

/** `+37 ms`, `-5 percentage points`, `no change` */
function differenceText(difference: number, { unit }: Pick<Measure, 'unit'>): string {
  const rounded = Number((unit === '0…1' ? difference * 100 : difference).toPrecision(4))
  if (rounded === 0) return 'no change'
  const sign = rounded > 0 ? '+' : ''
  return unit === '0…1'
    ? `${sign}${rounded} percentage points`
    : `${sign}${withUnitLabel(String(rounded), unit)}`
}
