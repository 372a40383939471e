import type { Check, EarlierResult, TestResult } from '../src/model/result.js'
import { faultStartMs } from './faults.js'

/** The result with two earlier sessions, on the days before it, in which everything passed with half of the values. */
export function withEarlierSessions(result: TestResult): TestResult {
  const days = [1, 2]
  const startedMs = (day: number) => faultStartMs - day * 86_400_000
  const earlier = days.map((day): EarlierResult => ({
    sessionId: `20261122-10000${day}-abcd`,
    startedMs: startedMs(day),
    commit: `0f1e2d3c4${day}`,
    verdict: 'passed',
    outcomes: Object.fromEntries(result.checks.map(({ name }) => [name, 'passed'])),
  }))
  const trendOf = ({ measure }: Check) =>
    measure?.value === undefined
      ? []
      : days.toReversed().map((day) => ({
          sessionId: `20261122-10000${day}-abcd`,
          startedMs: startedMs(day),
          value: (measure.value ?? 0) / (1 + day),
          outcome: 'passed' as const,
        }))
  return { ...result, earlier, checks: result.checks.map((check) => ({ ...check, trend: trendOf(check) })) }
}
