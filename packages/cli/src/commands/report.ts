import { resolve } from 'node:path'
import { systemClock } from '@loadero-test/core'
import {
  type Exit,
  mergeShards,
  readSession,
  replay,
  sessionsBelow,
  type Summary,
  summaryOf,
} from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { makeReporters, createSessionRedactor } from '../reporters/reporters.js'
import { printReportPaths } from '../session/print-report-paths.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Reports a session again from its journal; a test without a result is errored. */
export function reportCommand(sessionId: string, config: Config, context: CommandContext): Promise<Exit> {
  return reportSummary(summaryOf(readSession(config.outputDir, sessionId)), config, context)
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
  const failures = await replay(summary, reporters)
  for (const failure of failures) write(`${failure}\n`)
  const exit: Exit =
    failures.length > 0 && summary.exit.code === 0
      ? { code: 75, reason: 'all tests passed, but a report could not be written' }
      : summary.exit
  printReportPaths(reporters, { cwd, write })
  write(`Exit ${exit.code}: ${exit.reason}\n`)
  return exit
}
