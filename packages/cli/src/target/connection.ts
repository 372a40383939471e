import { type Clock, LoaderoClient, systemClock } from '@loadero-test/core'
import { UserError } from '@loadero-test/runner/errors'
import type { Config, Environment } from '../config/config.js'
import { browserEngine, browsersOf, type LocalEngine, simulatedEngine, startLocal } from './local.js'
import { tokenVariable } from '../options/options.js'
import { alsoAllowed } from './remote-client.js'

/** A way to where tests are played. */
export interface Connection {
  /** Where that is, for the first line. */
  readonly words: string
  readonly clock: Clock
  /** Starts a local Loadero when it is first called; it stays until the end. */
  readonly connect: () => Promise<LoaderoClient>
  readonly close: () => Promise<void>
}

/** From here on nobody knows whether the server is local. */
export function connection(config: Config, env: Environment, write: (text: string) => void): Connection {
  const { target, requestsPerSecond } = config
  const local = localEngine(config, env)
  const alsoAllow = alsoAllowed(config)
  const closers: (() => Promise<void>)[] = []
  const open = async () => {
    if (target.kind === 'service') return new LoaderoClient({ ...target, alsoAllow, rateLimit: requestsPerSecond })
    if (!local) throw new UserError('usage', 'there is neither a service nor a local Loadero to run on')
    const { close, capacity, mailUrl, ...address } = await startLocal(local)
    closers.push(close)
    if (capacity !== undefined)
      write(`plays ${capacity} participants at a time; a call with video needs about a core for each\n`)
    if (mailUrl !== undefined) write(`takes mail for them at ${mailUrl}\n`)
    return new LoaderoClient({ ...address, alsoAllow, clock: local.clock, rateLimit: Infinity })
  }
  let client: LoaderoClient | undefined
  return {
    words: wordsFor(config, env),
    clock: local?.clock ?? systemClock,
    connect: async () => {
      if (client) return client
      const opened = await open()
      closers.unshift(() => opened.close())
      return (client = opened)
    },
    close: async () => {
      for (const close of closers) await close()
    },
  }
}

function wordsFor({ target, grid }: Config, env: Environment): string {
  if (target.kind === 'service') return `project ${target.projectId} at ${target.apiBase}`
  if (target.kind === 'simulated') return 'local Loadero, simulated: no browser, outcomes from a scenario'
  const why = env[tokenVariable] ? '--local' : `no ${tokenVariable}`
  return `local Loadero: ${browsersOf({ grid })} (${why})`
}

function localEngine(config: Config, env: Environment): LocalEngine | undefined {
  const { target } = config
  if (target.kind === 'simulated') return simulatedEngine(target.scenario)
  return target.kind === 'local' ? browserEngine(env, config) : undefined
}
