import { type Clock, LoaderoClient, systemClock } from '@loadero-test/core'
import type { LocalCapacity } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import { checkAuthorOptions, createHeldParticipants } from './author.js'
import type { CommandContext } from '../terminal/command-context.js'
import type { Environment } from '../options/environment.js'
import {
  createLocalBrowserEngine,
  describeBrowsers,
  type LocalEngine,
  createSimulatedEngine,
  startLocal,
} from './local.js'
import { readGridOptions } from './grid-options.js'
import { checkIsolation } from './isolation.js'
import { createServiceClient } from './create-client.js'
import { tokenVariable } from '../options/options.js'
import { clientExtraValues } from './remote-client.js'

/** A connection to the target of runs. */
export interface Connection {
  /** Names the target on the first line of the console. */
  readonly description: string
  readonly clock: Clock
  /** The first call starts the local Loadero, which runs until `close`. */
  readonly connect: () => Promise<LoaderoClient>
  /** What the machine can run without overload, once connected; undefined at Loadero, and on a grid. */
  readonly localCapacity: () => LocalCapacity | undefined
  /** Whether a participant waits for Enter. */
  readonly isHolding: () => boolean
  readonly close: () => Promise<void>
}

export async function createConnection(
  config: Config,
  { env, keyboard, cwd }: Pick<CommandContext, 'env' | 'keyboard' | 'cwd'>,
  write: (text: string) => void,
): Promise<Connection> {
  const { target, requestsPerSecond, browserPath, mailPort, watch } = config
  const { headed, devtools, slowMoMs, keepOpen, isolation } = config
  checkAuthorOptions(config, keyboard)
  if (target.kind === 'local') checkIsolation(config)
  const { hold, isHolding } = createHeldParticipants(keyboard, write, watch)
  const local: LocalEngine | undefined =
    target.kind === 'simulated'
      ? await createSimulatedEngine(target.scenario)
      : target.kind === 'local'
        ? createLocalBrowserEngine(env, {
            browserPath,
            mailPort,
            isolation,
            ...readGridOptions(config, [cwd, config.root]),
            headed,
            devtools,
            slowMoMs,
            keepOpen,
            hold,
          })
        : undefined
  const alsoAllow = clientExtraValues(config)
  const closers: (() => Promise<void>)[] = []
  const open = async () => {
    if (target.kind === 'service')
      return createServiceClient(target, { alsoAllow, rateLimit: requestsPerSecond })
    if (!local) throw new UserError('usage', 'There is neither a service nor a local Loadero to run on')
    const { close, capacity, callCapacity, notice, mailUrl, ...address } = await startLocal(local)
    if (capacity !== undefined && callCapacity !== undefined)
      limits = { pages: capacity, calls: callCapacity }
    closers.push(close)
    if (capacity !== undefined)
      write(`Runs ${capacity} participants at a time; a video call needs about one core per participant\n`)
    if (notice !== undefined) write(`${notice}\n`)
    if (mailUrl !== undefined) write(`Receives mail at ${mailUrl}\n`)
    return new LoaderoClient({ ...address, alsoAllow, clock: local.clock, rateLimit: Infinity })
  }
  let limits: LocalCapacity | undefined
  let client: LoaderoClient | undefined
  return {
    description: describeTarget(config, env),
    clock: local?.clock ?? systemClock,
    connect: async () => {
      if (client) return client
      const opened = await open()
      closers.unshift(() => opened.close())
      return (client = opened)
    },
    localCapacity: () => limits,
    isHolding,
    close: async () => {
      for (const close of closers) await close()
    },
  }
}

function describeTarget({ target, grid, isolation }: Config, env: Environment): string {
  if (target.kind === 'service') return `project ${target.projectId} at ${target.apiBase}`
  if (target.kind === 'simulated')
    return 'local Loadero, simulated: no browsers, outcomes from a scenario file'
  const reason = env[tokenVariable] ? '--local' : `no ${tokenVariable}`
  return `local Loadero: ${describeBrowsers({ grid, isolation })} (${reason})`
}
