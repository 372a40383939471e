import { readFileSync, statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { EarlierResult, TestResult, TrendPoint } from '../model/result.js'
import type { SessionTarget } from '../model/session-settings.js'
import { readJournal } from './read.js'
import { journalFile, sessionIds, sessionsIn } from './sessions.js'

/** How many earlier sessions a chart shows. */
const maxSessions = 10

/** A larger journal takes too long to read for a chart. */
const maxBytes = 4 * 1024 * 1024

export interface TrendOptions {
  readonly outputDir: string
  /** Runs at another place are not comparable. */
  readonly target: SessionTarget
  /** The session of the results. Only older ones count. */
  readonly sessionId: string
}

/** The results with how they ended and what each of their checks measured in earlier sessions. */
export function withTrends(
  results: readonly TestResult[],
  { outputDir, target, sessionId }: TrendOptions,
): readonly TestResult[] {
  const older = sessionIds(sessionsIn(outputDir))
    .filter((id) => id < sessionId)
    .slice(0, maxSessions)
  const sessions = older.flatMap((id) => {
    const file = journalFile(outputDir, id)
    try {
      return statSync(file).size > maxBytes ? [] : [readJournal(readFileSync(file, 'utf8'), file)]
    } catch {
      // A journal that cannot be read must not prevent a report.
      return []
    }
  })
  const comparable = sessions
    .filter(({ opening }) => isDeepStrictEqual(opening.target, target) && !opening.settings.capacity)
    .toReversed()
  if (comparable.length === 0) return results
  const earlierOf = ({ test: { id } }: TestResult) =>
    comparable.toReversed().flatMap(({ opening, tests }): readonly EarlierResult[] => {
      const before = tests.find(({ test }) => test.id === id)?.result
      if (before === undefined) return []
      const { commit } = opening.environment
      const outcomes = Object.fromEntries(before.checks.map(({ name, outcome }) => [name, outcome]))
      const { verdict } = before
      return [
        {
          sessionId: opening.id,
          startedMs: opening.atMs,
          ...(commit !== undefined && { commit }),
          verdict,
          outcomes,
        },
      ]
    })
  return results.map((result) => ({
    ...result,
    earlier: earlierOf(result),
    checks: result.checks.map((check) => {
      const trend = comparable.flatMap(({ opening, tests }): readonly TrendPoint[] => {
        const earlier = tests.find(({ test }) => test.id === result.test.id)?.result
        const same = earlier?.checks.find(({ name }) => name === check.name)
        const value = same?.measure?.value ?? same?.history?.value
        if (same === undefined || value === undefined) return []
        return [{ sessionId: opening.id, startedMs: opening.atMs, value, outcome: same.outcome }]
      })
      return trend.length === 0 ? check : { ...check, trend }
    }),
  }))
}
