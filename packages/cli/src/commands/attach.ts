import { type Exit, type JournaledSession, readSession } from '@loadero-test/runner'
import { sessionTarget } from '../session/session-target.js'
import type { Config } from '../config/config.js'
import type { CommandContext } from '../terminal/command-context.js'
import { runCommand } from './run.js'

/** Resumes a session from its journal and completes it. */
export function attachCommand(sessionId: string, config: Config, context: CommandContext): Promise<Exit> {
  const session = readSession(config.outputDir, sessionId)
  return runCommand(restoreSettings(config, session, context), context, session)
}

/** Settings that decide the verdict come from the journal; progress and reports follow this command. */
function restoreSettings(config: Config, session: JournaledSession, { env }: CommandContext): Config {
  const {
    concurrency,
    maxParticipants,
    maxConcurrentComputeUnits,
    retries,
    bail,
    timeoutMs,
    passWithNoTests,
    strictLoad = false,
    plan,
  } = session.opening.settings
  const { prefix, push, adopt, failOnDrift, force = false } = plan
  return {
    ...config,
    concurrency,
    maxParticipants,
    bail,
    passWithNoTests,
    strictLoad,
    prefix,
    push,
    adopt,
    force,
    failOnDrift,
    maxConcurrentComputeUnits,
    maxCu: plan.maxComputeUnits,
    retries: retries?.errored ?? 0,
    retryFailed: retries?.failed ?? 0,
    timeout: timeoutMs,
    target: sessionTarget(session, env),
    detach: false,
    // The journal names the selected tests.
    filters: [],
    name: undefined,
    tag: undefined,
    shard: undefined,
    lastFailed: false,
  }
}
