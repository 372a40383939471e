import { LoaderoClient, systemClock } from '@loadero-test/core'
import {
  type Exit,
  type JournaledSession,
  runSession,
  type SessionTarget,
  UserError,
} from '@loadero-test/runner'
import { browserEngine, browsersOf, type LocalEngine, simulatedEngine, startLocal } from '../local.js'
import { findOptions } from '../find-options.js'
import type { Config, Environment } from '../config.js'
import { planOptions } from '../plan-options.js'
import { ciFacts } from '../ci-facts.js'
import { makeReporters, sessionMask } from '../reporters.js'
import { alsoAllowed } from '../remote-client.js'
import type { Surroundings } from '../surroundings.js'
import { tokenVariable } from '../options.js'
import { newSessionId } from '../session-id.js'
import { tellEnd } from '../tell-end.js'

/** Runs on this machine are over in seconds, and looking at them costs nobody anything. */
const localPollIntervalMs = 250

/** The main job, from the settled configuration to the exit code. */
export const run = async (
  config: Config,
  surroundings: Surroundings,
  past?: JournaledSession,
): Promise<Exit> => {
  const { env, cwd, signal, version, specModule } = surroundings
  const mask = sessionMask(env)
  const write = (text: string) => surroundings.write(mask.text(text))
  write(`loadero-test ${version}  ${describeTarget(config, env)}\n`)
  const local = localEngine(config, env)
  const connection = connector(config, local, write)
  const clock = local?.clock ?? systemClock
  const told = config.detach ? toldWhenDetached(config) : config
  const reporters = await makeReporters(told, { ...surroundings, clock, mask })
  const sessionId = past?.opening.id ?? newSessionId()
  try {
    if (local && config.detach)
      throw new UserError('usage', '--detach: a local session ends with its command')
    if (!local) surroundings.onSession(sessionId)
    const summary = await runSession(
      {
        sessionId,
        past,
        detach: config.detach,
        find: findOptions(config, specModule),
        plan: planOptions(config, version),
        concurrency: config.concurrency,
        maxParticipants: config.maxParticipants,
        maxComputeUnits: config.maxCuInFlight,
        retries: { errored: config.retries, failed: config.retryFailed },
        bail: config.bail,
        timeoutMs: config.timeout,
        target: sessionTarget(config),
        pollIntervalMs: polling(config),
        outputDir: config.outputDir,
        artifacts: config.artifacts,
        simulated: config.target.kind === 'simulated',
        passWithNoTests: config.passWithNoTests,
        facts: past?.opening.facts ?? ciFacts(env),
      },
      {
        connect: connection.connect,
        clock,
        reporters,
        signal,
        mask,
      },
    )
    if (summary.detached) write(`loadero-test attach ${sessionId}  takes it up again\n`)
    tellEnd({ exit: summary.exit, reporters }, { cwd, write })
    return summary.exit
  } finally {
    await connection.close()
  }
}

/** Without the token, which no file may hold. */
const sessionTarget = ({ target }: Config): SessionTarget =>
  target.kind === 'service'
    ? { kind: 'service', projectId: target.projectId, apiBase: target.apiBase }
    : { kind: target.kind }

const polling = ({ target, pollInterval }: Config) =>
  target.kind === 'local' ? localPollIntervalMs : pollInterval * 1_000

/** Nothing is known yet, so there is nothing to report but to whoever watches. */
const toldWhenDetached = (config: Config): Config => ({
  ...config,
  reporter: config.reporter.filter(({ name }) => name === 'console'),
})

const describeTarget = ({ target, grid }: Config, env: Environment): string => {
  if (target.kind === 'service') return `project ${target.projectId} at ${target.apiBase}`
  if (target.kind === 'simulated') return 'local Loadero, simulated: no browser, outcomes from a scenario'
  const why = env[tokenVariable] ? '--local' : `no ${tokenVariable}`
  return `local Loadero: ${browsersOf({ grid })} (${why})`
}

const localEngine = (config: Config, env: Environment): LocalEngine | undefined => {
  const { target } = config
  if (target.kind === 'simulated') return simulatedEngine(target.scenario)
  return target.kind === 'local' ? browserEngine(env, config) : undefined
}

/** From here on nobody knows whether the server is local. */
const connector = (config: Config, local: LocalEngine | undefined, write: (text: string) => void) => {
  const { target, requestsPerSecond } = config
  const alsoAllow = alsoAllowed(config)
  const closers: (() => Promise<void>)[] = []
  const open = async () => {
    if (target.kind === 'service') return new LoaderoClient({ ...target, alsoAllow, pace: requestsPerSecond })
    if (!local) throw new UserError('usage', 'there is neither a service nor a local Loadero to run on')
    const { close, capacity, mailUrl, ...address } = await startLocal(local)
    closers.push(close)
    if (capacity !== undefined)
      write(`plays ${capacity} participants at a time; a call with video needs about a core for each\n`)
    if (mailUrl !== undefined) write(`takes mail for them at ${mailUrl}\n`)
    return new LoaderoClient({ ...address, alsoAllow, clock: local.clock, pace: Infinity })
  }
  return {
    connect: async () => {
      const client = await open()
      closers.unshift(() => client.close())
      return client
    },
    close: async () => {
      for (const close of closers) await close()
    },
  }
}
