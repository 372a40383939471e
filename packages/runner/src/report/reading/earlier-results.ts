import { shortNumber, withUnitLabel } from '../../model/metric-unit.js'
import type { Check, EarlierResult, TestResult } from '../../model/result.js'
import { plainLine } from '../plain-text.js'

/** `2026-11-25 10:00 UTC (commit 0f1e2d3)` */
function sessionText({ startedMs, commit }: Pick<EarlierResult, 'startedMs' | 'commit'>): string {
  const time = new Date(startedMs).toISOString().slice(0, 16).replace('T', ' ')
  return `${time} UTC${commit === undefined ? '' : ` (commit ${plainLine(commit).slice(0, 8)})`}`
}

/**
 * Since when a test fails for a reason: its gate in earlier sessions, or the whole test for a reason without a gate.
 * `undefined` when no earlier session says anything.
 */
export function sinceText(
  { earlier = [] }: Pick<TestResult, 'earlier'>,
  check: Pick<Check, 'name'> | undefined,
): string | undefined {
  const states = earlier.flatMap((session) => {
    const outcome = check === undefined ? session.verdict : session.outcomes[check.name]
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

/** How the value of a check differs from its baseline, or else from that of the previous session. */
export interface GateChange {
  /** `+37 ms` */
  readonly text: string
  /** What it is compared with: `118 ms in the previous session`, `118 ms of 5 earlier runs`. */
  readonly before: string
}

/** `undefined` when there is no value now or before. */
export function gateChange({ history, measure, trend = [] }: Check): GateChange | undefined {
  const value = measure?.value ?? history?.value
  const previous = trend.at(-1)
  const earlier = history?.baseline
    ? { value: history.baseline.value, source: `of ${history.baseline.source}` }
    : previous && { value: previous.value, source: 'in the previous session' }
  if (measure === undefined || value === undefined || earlier === undefined) return undefined
  const { unit } = measure
  const isShare = unit === '0…1'
  const factor = isShare ? 100 : 1
  const before = shortNumber(earlier.value * factor)
  const difference = shortNumber((value - earlier.value) * factor)
  const change = `${difference > 0 ? '+' : ''}${difference}`
  return {
    text:
      difference === 0 ? 'no change' : isShare ? `${change} percentage points` : withUnitLabel(change, unit),
    before: `${isShare ? `${before}%` : withUnitLabel(before, unit)} ${earlier.source}`,
  }
}
