import { resolve } from 'node:path'
import { RequestError, systemClock } from '@loadero-test/core'
import {
  compareSides,
  type Exit,
  exitCodes,
  mergeShards,
  readSession,
  replay,
  sideOfSummary,
  sessionsBelow,
  type JournaledSession,
  type Summary,
  summaryOf,
  withTrends,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import { makeReporters, createSessionRedactor } from '../reporters/reporters.js'
import { reportTargetOf } from '../reporters/report-targets.js'
import { findComparedSide } from '../session/find-compared-side.js'
import { printReports } from '../session/print-reports.js'
import { exitOfError } from '../target/exit-of-error.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Reports a session again from its journal, or a run at Loadero; a test without a result is errored. */
export async function reportCommand(
  [sessionId]: readonly string[],
  config: Config,
  context: CommandContext,
): Promise<Exit> {
  const { run, outputDir, reportFor, root, compareWith } = config
  if ((sessionId === undefined) === (run === undefined)) {
    throw new UserError('usage', '"report" needs either <session> or --run <id>')
  }
  let summary: Summary
  try {
    summary =
      run === undefined
        ? summaryWithTrends(readSession(outputDir, sessionId ?? ''), outputDir)
        : await (await import('../session/judge-runs.js')).judgeRuns([run], config, context)
    if (compareWith !== undefined) {
      const before = await findComparedSide(compareWith, config, context)
      const comparison = compareSides(before, sideOfSummary('this report', summary))
      summary = { ...summary, comparison }
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    return exitOfError(error)
  }
  if (reportFor === undefined) return reportSummary(summary, config, context)
  const { reporters, snippet } = reportTargetOf(reportFor, { ...context, root })
  const exit = await reportSummary(summary, { ...config, reporter: reporters }, context)
  context.write(`\nAdd this to the CI job:\n\n${snippet}\n`)
  return exit
}

function summaryWithTrends(session: JournaledSession, outputDir: string): Summary {
  const { id: sessionId, target } = session.opening
  const summary = summaryOf(session)
  return { ...summary, tests: withTrends(summary.tests, { outputDir, target, sessionId }) }
}

/** Merges the sessions of several shards into one report and one exit code. */
export function mergeReportsCommand(
  directory: string,
  config: Config,
  context: CommandContext,
): Promise<Exit> {
  return reportSummary(mergeShards(sessionsBelow(resolve(context.cwd, directory))), config, context)
}

async function reportSummary(summary: Summary, config: Config, context: CommandContext): Promise<Exit> {
  const { cwd, env } = context
  const redactor = createSessionRedactor(env)
  const write = (text: string) => context.write(redactor.text(text))
  const reporters = await makeReporters(config, { ...context, clock: systemClock, redactor })
  const startedMs = Date.now()
  const errors = (await replay(summary, reporters)).map((message) => ({ kind: 'reporter' as const, message }))
  const exit: Exit =
    errors.length > 0 && summary.exit.code === exitCodes.passed
      ? { code: exitCodes.errored, reason: 'all tests passed, but a report could not be written' }
      : summary.exit
  printReports({ reporters, errors, startedMs }, { cwd, write })
  return exit
}
