import { plural } from '@loadero-test/core/internal'
import { exitOf } from '../model/exit-code.js'
import { byLocation, notRunResult, skippedResult } from '../model/not-run.js'
import type { Summary } from '../model/session.js'
import type { JournaledSession } from './read.js'

/** The summary of a session, whether it ended or not. Tests without a result are errored. What is unknown is an error. */
export function summaryOf(session: JournaledSession): Summary {
  const { opening, closing, tests, lastMs, damagedLines } = session
  const { id: sessionId, atMs: startedMs, settings, skipped, diagnostics, environment, target } = opening
  const hint = `Resume it with \`loadero-test attach ${sessionId}\`, or stop its runs with \`loadero-test stop ${sessionId}\`.`
  const results = tests.map(({ result, test, resumed }) => {
    if (result) return result
    const message =
      resumed === undefined
        ? 'the session ended before the test was launched'
        : resumed.kind === 'launching'
          ? `the session ended during the launch; a run may be live. ${hint}`
          : `the session ended before run ${resumed.runId}, which may be live. ${hint}`
    return notRunResult(test, 'errored', message)
  })
  const unknowns: string[] = []
  if (damagedLines > 0) {
    unknowns.push(`its journal is damaged: ${plural(damagedLines, 'line')} cannot be read`)
  }
  // Of a test without a result, its own reason says it.
  if (closing === undefined && tests.every(({ result }) => result)) {
    unknowns.push('it did not end, so errors outside of its tests are unknown')
  }
  const summary: Omit<Summary, 'exit'> = {
    sessionId,
    startedMs,
    durationMs: closing?.durationMs ?? lastMs - startedMs,
    tests: [...results, ...skipped.map(skippedResult)].toSorted(byLocation),
    diagnostics,
    errors: [
      ...(closing?.errors ?? []),
      ...unknowns.map(
        (problem) => ({ kind: 'service', message: `session ${sessionId}: ${problem}` }) as const,
      ),
    ],
    simulated: target.kind === 'simulated',
    environment,
    ...(closing?.interruptedBy && { interruptedBy: closing.interruptedBy }),
  }
  const elsewhere = (opening.selection ?? tests).length - tests.length
  return { ...summary, exit: exitOf(summary, settings, elsewhere) }
}
