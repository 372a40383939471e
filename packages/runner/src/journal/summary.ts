import { exitOf } from '../verdict/exit-code.js'
import type { SkippedTest, Summary, TestResult } from '../model/model.js'
import { notRunResult } from '../verdict/not-run.js'
import type { JournaledSession, JournaledTest } from './read.js'

/** What there is to report of a session, whether it came to its end or not; what is not known is errored. */
export function summaryOf(session: JournaledSession): Summary {
  const { opening, closing, tests, lastMs } = session
  const { id: sessionId, atMs: startedMs, settings, skipped, diagnostics, facts, target } = opening
  const results = tests.map((one) => one.result ?? unfinished(one, sessionId))
  const summary: Omit<Summary, 'exit'> = {
    sessionId,
    startedMs,
    durationMs: closing?.durationMs ?? lastMs - startedMs,
    tests: [...results, ...skipped.map(skippedResult)].toSorted(byPlace),
    diagnostics,
    errors: closing?.errors ?? [],
    simulated: target.kind === 'simulated',
    environment: facts,
    ...(closing?.interruptedBy && { interruptedBy: closing.interruptedBy }),
  }
  return { ...summary, exit: exitOf(summary, settings) }
}

function unfinished({ test, under }: JournaledTest, sessionId: string): TestResult {
  const how = `\`loadero-test attach ${sessionId}\` takes the session up again, \`loadero-test stop ${sessionId}\` stops its runs`
  const words = {
    none: 'it was not launched before the session was left',
    launching: `the session was left while its run was launched, and it may be going; ${how}`,
    launched: `the session was left before run ${under?.kind === 'launched' ? under.runId : ''} was over, and it may be going; ${how}`,
  }
  return notRunResult(test, 'errored', words[under?.kind ?? 'none'])
}

export function skippedResult({ reason: why, ...test }: SkippedTest): TestResult {
  return notRunResult(test, 'skipped', why)
}

export function byPlace({ test: a }: TestResult, { test: b }: TestResult): number {
  return a.location.file === b.location.file
    ? a.location.line - b.location.line
    : a.location.file < b.location.file
      ? -1
      : 1
}
