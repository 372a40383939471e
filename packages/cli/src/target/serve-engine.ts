import { type Clock, systemClock } from '@loadero-test/core'
import { UserError } from '@loadero-test/runner/errors'
import {
  type Engine,
  idleEngine,
  createScaledClock,
  parseScenario,
  scriptedEngine,
} from '@loadero-test/server'
import { browsersOf, browserEngine } from './local.js'
import type { Environment } from '../config/config.js'
import { readInput } from './serve-input.js'
import type { ServeConfig } from '../options/serve-options.js'

interface Played {
  readonly clock: Clock
  readonly engine: Engine
  /** What the first line says of it. */
  readonly description: string
}

/** What plays the participants, and the clock that it lives by. */
export async function serveEngine(config: ServeConfig, env: Environment): Promise<Played> {
  const name = config.engine ?? (config.simulate === undefined ? 'browser' : 'simulate')
  if (config.simulate !== undefined && name !== 'simulate') {
    throw new UserError('usage', `--simulate does not go with --engine ${name}`)
  }
  return engines[name](config, env)
}

const engines = {
  browser: async (config, env) => {
    const engine = await browserEngine(env, config).create()
    const mail = engine.mailUrl === undefined ? '' : `, their mail to ${engine.mailUrl}`
    return { clock: systemClock, engine, description: `${browsersOf(config)}${mail}` }
  },
  simulate: async ({ simulate }) => {
    const scenario = simulate === undefined ? {} : await readInput(simulate, parseScenario)
    const clock = createScaledClock(scenario.speed ?? 'real')
    return {
      clock,
      engine: scriptedEngine({ clock, scenario }),
      description: 'simulated: no browser is started',
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
  (config: ServeConfig, env: Environment) => Promise<Played>
>
