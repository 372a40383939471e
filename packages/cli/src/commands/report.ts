import { resolve } from 'node:path'
import { systemClock } from '@loadero-test/core'
import {
  type Exit,
  exitCodes,
  mergeShards,
  readSession,
  replay,
  sessionsBelow,
  type Summary,
  summaryOf,
} from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { makeReporters, createSessionRedactor } from '../reporters/reporters.js'
import { reportTargetOf } from '../reporters/report-targets.js'
import { printReports } from '../session/print-reports.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Reports a session again from its journal; a test without a result is errored. */
export async function reportCommand(
  sessionId: string,
  config: Config,
  context: CommandContext,
): Promise<Exit> {
  const summary = summaryOf(readSession(config.outputDir, sessionId))
  if (config.reportFor === undefined) return reportSummary(summary, config, context)
  const { reporters, snippet } = reportTargetOf(config.reportFor, { ...context, root: config.root })
  const exit = await reportSummary(summary, { ...config, reporter: reporters }, context)
  context.write(`\nAdd this to the CI job:\n\n${snippet}\n`)
  return exit
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
