import type { Exit, JournaledSession } from '@loadero-test/runner'
import { sessionOf, targetOf } from '../session/find-session.js'
import type { Config } from '../config/config.js'
import type { Surroundings } from '../terminal/command-context.js'
import { run } from './run.js'

/** Takes a session up where its process left it, and brings it to the end that it would have come to. */
export function attach(sessionId: string, config: Config, surroundings: Surroundings): Promise<Exit> {
  const past = sessionOf(config, sessionId)
  return run(asBegun(config, past, surroundings), surroundings, past)
}

/** What decides about the session is as it was when it began; how it is watched and told is as it is now. */
function asBegun(config: Config, past: JournaledSession, { env }: Surroundings): Config {
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
