import type { Exit, JournaledSession } from '@loadero-test/runner'
import { findSession, targetOf } from '../session/find-session.js'
import type { Config } from '../config/config.js'
import type { CommandContext } from '../terminal/command-context.js'
import { runCommand } from './run.js'

/** Takes a session up where its process left it, and brings it to the end that it would have come to. */
export function attachCommand(sessionId: string, config: Config, surroundings: CommandContext): Promise<Exit> {
  const past = findSession(config, sessionId)
  return runCommand(asBegun(config, past, surroundings), surroundings, past)
}

/** What decides about the session is as it was when it began; how it is watched and told is as it is now. */
function asBegun(config: Config, past: JournaledSession, { env }: CommandContext): Config {
  const { concurrency, maxParticipants, maxComputeUnits, retries, bail, timeoutMs, passWithNoTests, plan } =
    past.opening.settings
  const { prefix, push, adopt, failOnDrift } = plan
  return {
    ...config,
    concurrency,
    maxParticipants,
    bail,
    passWithNoTests,
    prefix,
    push,
    adopt,
    failOnDrift,
    maxCuInFlight: maxComputeUnits,
    maxCu: plan.maxComputeUnits,
    retries: retries?.errored ?? 0,
    retryFailed: retries?.failed ?? 0,
    timeout: timeoutMs,
    target: targetOf(past, env),
    detach: false,
    // Its tests are those that were selected then.
    filters: [],
    name: undefined,
    tag: undefined,
    shard: undefined,
    lastFailed: false,
  }
}
