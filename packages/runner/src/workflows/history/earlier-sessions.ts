import { readFileSync, statSync } from 'node:fs'
import type {
  EarlierComparison,
  EarlierSession,
  EarlierSessions,
  EarlierTest,
} from '../../model/comparison/earlier-sessions.js'
import type { TestResult } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import { type JournaledSession, readJournal } from '../../journal/read.js'
import { journalFile, sessionIds, sessionsIn } from '../../journal/sessions.js'
import { summaryOf } from '../../journal/summary.js'
import { sideOfSummary } from '../../verdict/compare/compared-side.js'
import { compareSides } from '../../verdict/compare/compare-sides.js'

const maxSessions = 10
/** Of all journals together: reading them must not delay the end of a session. */
const maxBytes = 100_000_000

/**
 * Reads what earlier sessions in the output directory say about the tests of a session, and compares each test with its
 * newest judged result there. Sessions against another target say nothing about these tests and are left out, and so are
 * journals that cannot be read: they only add to a report.
 */
export function readEarlierSessions(summary: Summary, outputDir: string): EarlierSessions {
  let bytesLeft = maxBytes
  const read = (id: string): JournaledSession | undefined => {
    try {
      const file = journalFile(outputDir, id)
      bytesLeft -= statSync(file).size
      return bytesLeft < 0 ? undefined : readJournal(readFileSync(file, 'utf8'), file)
    } catch {
      return undefined
    }
  }
  const own = read(summary.sessionId)
  const names = new Set(summary.tests.map(({ test }) => test.id))
  const found: { readonly session: EarlierSession; readonly results: ReadonlyMap<string, TestResult> }[] = []
  for (const id of sessionIds(sessionsIn(outputDir)).filter((one) => one < summary.sessionId)) {
    if (own === undefined || found.length >= maxSessions || bytesLeft < 0) break
    const journaled = read(id)
    if (journaled === undefined || !hasSameTarget(journaled, own)) continue
    const { tests, startedMs, environment } = summaryOf(journaled)
    const results = new Map(
      tests
        .filter(({ test, verdict }) => names.has(test.id) && verdict !== 'skipped')
        .map((result) => [result.test.id, result]),
    )
    if (results.size === 0) continue
    const session = {
      id,
      startedMs,
      ...(environment['commit'] !== undefined && { commit: environment['commit'] }),
      tests: new Map([...results].map(([name, result]) => [name, earlierTest(result)])),
    }
    found.push({ session, results })
  }
  const comparisons = new Map<string, EarlierComparison>()
  for (const { session, results } of found) {
    const isNew = ({ test, verdict }: TestResult) =>
      !comparisons.has(test.id) && (verdict === 'passed' || verdict === 'failed')
    const before = [...results.values()].filter(isNew)
    const judged = new Set(before.map(({ test }) => test.id))
    const after = summary.tests.filter((result) => judged.has(result.test.id) && isNew(result))
    const { tests } = compareSides(
      sideOfSummary(session.id, {
        ...summary,
        tests: before.filter(({ test }) => after.some((one) => one.test.id === test.id)),
      }),
      sideOfSummary(summary.sessionId, { ...summary, tests: after }),
    )
    for (const { name, metrics, notices } of tests) comparisons.set(name, { session, metrics, notices })
  }
  return { sessions: found.map(({ session }) => session), comparisons }
}

function hasSameTarget(a: JournaledSession, b: JournaledSession): boolean {
  return JSON.stringify(a.opening.target) === JSON.stringify(b.opening.target)
}

function earlierTest({ verdict, checks }: TestResult): EarlierTest {
  return {
    verdict,
    checks: new Map(
      checks.map(({ name, outcome, measure }) => [
        name,
        { outcome, ...(measure?.value !== undefined && { value: measure.value }) },
      ]),
    ),
  }
}
