import { resolve } from 'node:path'
import { systemClock } from '@loadero-test/core'
import { type Exit, mergeShards, replay, sessionsBelow, type Summary, summaryOf } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { makeReporters, sessionMask } from '../reporters/reporters.js'
import { sessionOf } from '../session/find-session.js'
import { tellReports } from '../session/print-report-paths.js'
import type { Surroundings } from '../terminal/command-context.js'

/** Reports a session again, from its journal; what it did not come to know is errored. */
export function report(sessionId: string, config: Config, surroundings: Surroundings): Promise<Exit> {
  return tell(summaryOf(sessionOf(config, sessionId)), config, surroundings)
}

/** One report and one exit code from the sessions of several shards. */
export function mergeReports(directory: string, config: Config, surroundings: Surroundings): Promise<Exit> {
  return tell(mergeShards(sessionsBelow(resolve(surroundings.cwd, directory))), config, surroundings)
}

async function tell(summary: Summary, config: Config, surroundings: Surroundings): Promise<Exit> {
  const { cwd, env } = surroundings
  const mask = sessionMask(env)
  const write = (text: string) => surroundings.write(mask.text(text))
  const reporters = await makeReporters(config, { ...surroundings, clock: systemClock, mask })
  const failures = await replay(summary, reporters)
  for (const failure of failures) write(`${failure}\n`)
  const exit: Exit =
    failures.length > 0 && summary.exit.code === 0
      ? { code: 75, why: 'all tests passed, but not every report could be written' }
      : summary.exit
  tellReports(reporters, { cwd, write })
  write(`Exit ${exit.code}: ${exit.why}\n`)
  return exit
}
