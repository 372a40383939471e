import { type Clock, systemClock } from '@loadero-test/core'
import { UserError } from '@loadero-test/runner/errors'
import {
  type Engine,
  idleEngine,
  createScaledClock,
  parseScenario,
  scriptedEngine,
} from '@loadero-test/server'
import { readGridOptions } from './grid-options.js'
import { checkIsolation } from './isolation.js'
import { describeBrowsers, createLocalBrowserEngine } from './local.js'
import type { Environment } from '../options/environment.js'
import { readJsonFile } from './read-json-file.js'
import type { ServeConfig } from '../config/serve-config.js'

interface ServeEngine {
  readonly clock: Clock
  readonly engine: Engine
  /** Names the engine on the first line of the console. */
  readonly description: string
}

/** The engine that executes participants, and its clock. */
export async function openServeEngine(config: ServeConfig, env: Environment): Promise<ServeEngine> {
  const name = config.engine ?? (config.simulate === undefined ? 'browser' : 'simulate')
  if (config.simulate !== undefined && name !== 'simulate') {
    throw new UserError('usage', `--simulate cannot be combined with --engine ${name}`)
  }
  return engines[name](config, env)
}

const engines = {
  browser: async (config, env) => {
    const { browserPath, mailPort, isolation } = config
    checkIsolation(config)
    const grid = readGridOptions(config, [process.cwd()])
    const engine = await createLocalBrowserEngine(env, { browserPath, mailPort, isolation, ...grid }).create()
    const mail = engine.mailUrl === undefined ? '' : `, receives mail at ${engine.mailUrl}`
    return { clock: systemClock, engine, description: `${describeBrowsers(config)}${mail}` }
  },
  simulate: async ({ simulate }) => {
    const scenario = simulate === undefined ? {} : await readJsonFile(simulate, '--simulate', parseScenario)
    const clock = createScaledClock(scenario.speed ?? 'real')
    return {
      clock,
      engine: scriptedEngine({ clock, scenario }),
      description: 'simulated, without browsers',
    }
  },
  none: () =>
    Promise.resolve({
      clock: systemClock,
      engine: idleEngine(),
      description: 'no engine: runs end as insufficient-resources',
    }),
} satisfies Record<
  NonNullable<ServeConfig['engine']>,
  (config: ServeConfig, env: Environment) => Promise<ServeEngine>
>
