import type { EarlierSession, EarlierSessions } from '../src/model/comparison/earlier-sessions.js'
import type { TestResult } from '../src/model/result.js'
import type { Summary } from '../src/model/session.js'
import { compareSides } from '../src/verdict/compare/compare-sides.js'
import { sideOfSummary } from '../src/verdict/compare/compared-side.js'
import { faultStartMs } from './faults.js'

/** Two sessions before a summary, of the days before it: all tests passed in them, with half of the values. */
export function earlierSessionsOf(summary: Summary): EarlierSessions {
  const before = summary.tests.map((result): TestResult => ({
    ...result,
    verdict: 'passed',
    participants: result.participants.map((one) => ({
      ...one,
      status: 'passed',
      values: Object.fromEntries(
        Object.entries(one.values).map(([path, value]) => [
          path,
          typeof value === 'number' ? value / 2 : value,
        ]),
      ),
    })),
  }))
  const sessions = [1, 2].map((days): EarlierSession => ({
    id: `20261122-10000${days}-abcd`,
    startedMs: faultStartMs - days * 86_400_000,
    commit: `0f1e2d3c4${days}`,
    tests: new Map(
      before.map(({ test, checks }) => [
        test.id,
        {
          verdict: 'passed',
          checks: new Map(
            checks.map(({ name, measure }) => [
              name,
              {
                outcome: 'passed',
                ...(measure?.value !== undefined && { value: measure.value / (1 + days) }),
              },
            ]),
          ),
        },
      ]),
    ),
  }))
  const { tests } = compareSides(
    sideOfSummary('before', { ...summary, tests: before }),
    sideOfSummary('after', summary),
  )
  const [session] = sessions
  return {
    sessions,
    comparisons: new Map(
      session ? tests.map(({ name, metrics, notices }) => [name, { session, metrics, notices }]) : [],
    ),
  }
}
