import { resolve } from 'node:path'
import { systemClock } from '@loadero-test/core'
import { type Exit, mergeShards, replay, sessionsBelow, type Summary, summaryOf } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { makeReporters, createSessionRedactor } from '../reporters/reporters.js'
import { findSession } from '../session/find-session.js'
import { printReportPaths } from '../session/print-report-paths.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Reports a session again, from its journal; what it did not come to know is errored. */
export function reportCommand(sessionId: string, config: Config, surroundings: CommandContext): Promise<Exit> {
  return tell(summaryOf(findSession(config, sessionId)), config, surroundings)
}

/** One report and one exit code from the sessions of several shards. */
export function mergeReportsCommand(directory: string, config: Config, surroundings: CommandContext): Promise<Exit> {
  return tell(mergeShards(sessionsBelow(resolve(surroundings.cwd, directory))), config, surroundings)
}

async function tell(summary: Summary, config: Config, surroundings: CommandContext): Promise<Exit> {
  const { cwd, env } = surroundings
  const mask = createSessionRedactor(env)
  const write = (text: string) => surroundings.write(mask.text(text))
  const reporters = await makeReporters(config, { ...surroundings, clock: systemClock, mask })
  const failures = await replay(summary, reporters)
  for (const failure of failures) write(`${failure}\n`)
  const exit: Exit =
    failures.length > 0 && summary.exit.code === 0
      ? { code: 75, reason: 'all tests passed, but not every report could be written' }
      : summary.exit
  printReportPaths(reporters, { cwd, write })
  write(`Exit ${exit.code}: ${exit.reason}\n`)
  return exit
}
