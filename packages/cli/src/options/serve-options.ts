import { resolve } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import type { RunCapacity } from '@loadero-test/server'
import type { Environment, Flags } from '../config/config.js'
import { parsePort, parsePositiveInteger, secretAddress, parseText } from './option-values.js'
import type { Option } from './options.js'

const engineNames = ['browser', 'simulate', 'none'] as const
export type EngineName = (typeof engineNames)[number]

function engine(value: string, source: string): EngineName {
  const known = engineNames.find((name) => name === value)
  if (known) return known
  throw new UserError(
    'usage',
    `${source}: there is no engine '${value}'`,
    `There are: ${engineNames.join(', ')}.`,
  )
}

/** `name=value,…` */
function pairs(value: string, source: string): readonly (readonly [string, string])[] {
  return value.split(',').map((pair) => {
    const [, name, given] = /^\s*([\w-]+)=(\S+)\s*$/.exec(pair) ?? []
    if (name !== undefined && given !== undefined) return [name, given] as const
    throw new UserError('usage', `${source} wants name=value, not '${pair}'`)
  })
}

const modes = ['performance', 'load', 'session-record'] as const

function capacity(value: string, source: string): RunCapacity {
  return Object.fromEntries(
    pairs(value, source).map(([name, given]) => {
      const mode = modes.find((one) => one === name)
      if (mode) return [mode, parsePositiveInteger(given, source)]
      throw new UserError(
        'usage',
        `${source}: there is no test mode '${name}'`,
        `There are: ${modes.join(', ')}.`,
      )
    }),
  )
}

function assumptions(value: string, source: string): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs(value, source))
}

/** Settings of `serve` that take a value. */
export const serveOptions = {
  port: { flag: '--port <n>', help: 'of the API; 0 for any that is free', parse: parsePort, fallback: 4100 },
  filesPort: { flag: '--files-port <n>', help: 'of logs and artifacts', parse: parsePort, fallback: 0 },
  host: { flag: '--host <address>', help: 'where it listens', parse: parseText, fallback: '127.0.0.1' },
  advertise: { flag: '--advertise <name>', help: 'the host name that clients reach it under', parse: parseText },
  project: { flag: '--project <id>', help: 'the one project there is', parse: parsePositiveInteger, fallback: 1 },
  projects: { flag: '--projects <file>', help: 'JSON: all projects, with their tokens', parse: parseText },
  engine: {
    flag: '--engine <name>',
    help: `what plays participants: ${engineNames.join(', ')}`,
    parse: engine,
  },
  simulate: { flag: '--simulate <file>', help: 'no browser: outcomes from a scenario file', parse: parseText },
  browserPath: { flag: '--browser-path <file>', help: 'Chrome or Chromium', parse: parseText },
  mailPort: { flag: '--mail-port <n>', help: 'takes mail for participants in browsers', parse: parsePort },
  grid: {
    flag: '--grid <url>',
    env: 'LOADERO_GRID',
    help: "Selenium Grid whose browsers play, in place of this machine's",
    parse: secretAddress,
  },
  data: { flag: '--data <dir>', help: 'keeps everything there; in memory without', parse: parseText },
  seed: { flag: '--seed <file>', help: 'JSON that an empty server begins with', parse: parseText },
  dump: {
    flag: '--dump <file>',
    help: 'writes everything there at the end, in the form of a seed',
    parse: parseText,
  },
  faults: { flag: '--faults <file>', help: 'JSON: what goes wrong', parse: parseText },
  capacity: { flag: '--capacity <mode=n,…>', help: 'participants of a mode at a time', parse: capacity },
  assume: {
    flag: '--assume <name=value,…>',
    help: 'switches an assumption about the service',
    parse: assumptions,
  },
  maxBody: {
    flag: '--max-body <bytes>',
    help: 'longer ones are refused',
    parse: parsePositiveInteger,
    fallback: 1_048_576,
  },
} as const satisfies Record<string, Option<unknown>>

/** Settings of `serve` that are on or off. */
export const serveSwitches = {
  control: { flag: '--control', help: 'faults and dump over HTTP, below /local/' },
} as const

/** Only from the environment: a flag would show it in process lists and CI logs. */
export const serveTokenVariable = 'LOADERO_SERVE_TOKEN'

type Values = {
  readonly [K in keyof typeof serveOptions]:
    ReturnType<(typeof serveOptions)[K]['parse']> | FallbackOf<(typeof serveOptions)[K]>
}
type FallbackOf<O> = O extends { readonly fallback: unknown } ? never : undefined

/** Everything that the settings of `serve` come down to; paths are absolute. */
export interface ServeConfig extends Values {
  readonly control: boolean
  /** The one project's; made up on loopback when nobody gives one. */
  readonly token: string | undefined
}

/**
 * Settles flags, environment and defaults.
 * @throws UserError that names the flag with the wrong value
 */
export function resolveServeConfig(flags: Flags, env: Environment, cwd: string): ServeConfig {
  const values = Object.fromEntries(
    Object.entries<Option<unknown>>(serveOptions).map(
      ([key, { flag, env: variable = '', parse, fallback }]) => {
        const given = flags[key]
        if (typeof given === 'string') return [key, parse(given, flag.split(' ', 1)[0] ?? key)]
        return [key, env[variable] ? parse(env[variable], variable) : fallback]
      },
    ),
  ) as unknown as Values
  const places = (['projects', 'simulate', 'data', 'seed', 'dump', 'faults'] as const).map((key) => {
    const path = values[key]
    return [key, path === undefined ? undefined : resolve(cwd, path)]
  })
  return {
    ...values,
    ...(Object.fromEntries(places) as Pick<
      Values,
      'projects' | 'simulate' | 'data' | 'seed' | 'dump' | 'faults'
    >),
    control: flags['control'] === true || values.faults !== undefined,
    token: env[serveTokenVariable] || undefined,
  }
}
