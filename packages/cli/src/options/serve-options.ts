import { resolve } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import type { RunCapacity } from '@loadero-test/server'
import {
  type Environment,
  type Flags,
  parseAddress,
  parsePort,
  parsePositiveInteger,
  parseSecretAddress,
  parseText,
} from './option-values.js'
import type { CliOption } from './options.js'

const engineNames = ['browser', 'simulate', 'none'] as const
export type EngineName = (typeof engineNames)[number]

function parseEngine(value: string, source: string): EngineName {
  const known = engineNames.find((name) => name === value)
  if (known) return known
  throw new UserError('usage', `${source} must be one of ${engineNames.join(', ')}, not '${value}'`)
}

/** Parses `name=value,…`. */
function parsePairs(value: string, source: string): readonly (readonly [string, string])[] {
  return value.split(',').map((pair) => {
    const [, name, text] = /^\s*([\w-]+)=(\S+)\s*$/.exec(pair) ?? []
    if (name !== undefined && text !== undefined) return [name, text] as const
    throw new UserError('usage', `${source} must be name=value, not '${pair}'`)
  })
}

const modes = ['performance', 'load', 'session-record'] as const

function parseCapacity(value: string, source: string): RunCapacity {
  return Object.fromEntries(
    parsePairs(value, source).map(([name, text]) => {
      const mode = modes.find((known) => known === name)
      if (mode) return [mode, parsePositiveInteger(text, source)]
      throw new UserError(
        'usage',
        `${source}: the test mode must be one of ${modes.join(', ')}, not '${name}'`,
      )
    }),
  )
}

function parseAssumptions(value: string, source: string): Readonly<Record<string, string>> {
  return Object.fromEntries(parsePairs(value, source))
}

/** Options of `serve` with a value. */
export const serveOptions = {
  port: {
    flag: '--port <n>',
    help: 'port of the API; 0 for any free port',
    parse: parsePort,
    fallback: 4100,
  },
  filesPort: {
    flag: '--files-port <n>',
    help: 'port of logs and artifacts; 0 for any free port',
    parse: parsePort,
    fallback: 0,
  },
  host: { flag: '--host <address>', help: 'address to listen on', parse: parseText, fallback: '127.0.0.1' },
  advertise: {
    flag: '--advertise <name>',
    help: 'host name in the addresses for clients',
    parse: parseText,
  },
  project: {
    flag: '--project <id>',
    help: 'id of the only project',
    parse: parsePositiveInteger,
    fallback: 1,
  },
  projects: {
    flag: '--projects <file>',
    help: 'JSON file with all projects and their tokens',
    parse: parseText,
  },
  engine: {
    flag: '--engine <name>',
    help: `what executes participants: ${engineNames.join(', ')}`,
    parse: parseEngine,
  },
  simulate: {
    flag: '--simulate <file>',
    help: 'run without browsers: outcomes come from a scenario file',
    parse: parseText,
  },
  browserPath: { flag: '--browser-path <file>', help: 'Chrome or Chromium executable', parse: parseText },
  mailPort: {
    flag: '--mail-port <n>',
    help: 'port that receives mail for participants in browsers',
    parse: parsePort,
  },
  grid: {
    flag: '--grid <url>',
    env: 'LOADERO_GRID',
    help: 'URL of a Selenium Grid; its browsers execute participants',
    parse: parseSecretAddress,
  },
  data: {
    flag: '--data <dir>',
    help: 'directory that keeps all data; without it, data is in memory only',
    parse: parseText,
  },
  seed: {
    flag: '--seed <path>',
    help: 'initial data of an empty server: a JSON file, or the directory of a recording',
    parse: parseText,
  },
  dump: {
    flag: '--dump <file>',
    help: 'file to write all data to at the end, in the format of a seed',
    parse: parseText,
  },
  faults: { flag: '--faults <file>', help: 'JSON file with faults to inject', parse: parseText },
  capacity: {
    flag: '--capacity <mode=n,…>',
    help: 'maximum number of concurrent participants of a test mode',
    parse: parseCapacity,
  },
  assume: {
    flag: '--assume <name=value,…>',
    help: 'change an assumption about the service',
    parse: parseAssumptions,
  },
  record: {
    flag: '--record <dir>',
    help: 'forward requests to the service, and record and compare them, in place of a local server',
    parse: parseText,
  },
  upstream: {
    flag: '--upstream <url>',
    help: 'API that --record forwards requests to',
    parse: parseAddress,
    fallback: 'https://api.loadero.com/v2/',
  },
  maxBody: {
    flag: '--max-body <bytes>',
    help: 'maximum size of a request body',
    parse: parsePositiveInteger,
    fallback: 1_048_576,
  },
} as const satisfies Record<string, CliOption<unknown>>

/** Options of `serve` without a value. */
export const serveSwitches = {
  control: { flag: '--control', help: 'serve faults and dump over HTTP at /local/' },
} as const

/** The token has no flag: process lists and CI logs show flags. */
export const serveTokenVariable = 'LOADERO_SERVE_TOKEN'

type Values = {
  readonly [K in keyof typeof serveOptions]:
    ReturnType<(typeof serveOptions)[K]['parse']> | FallbackOf<(typeof serveOptions)[K]>
}
type FallbackOf<O> = O extends { readonly fallback: unknown } ? never : undefined

/** Resolved options of `serve`; paths are absolute. */
export interface ServeConfig extends Values {
  readonly control: boolean
  /** Token of the only project; without one, a random token is created on loopback. */
  readonly token: string | undefined
}

/**
 * Resolves flags, environment and defaults.
 * @throws UserError with the name of a flag or variable that has a wrong value
 */
export function resolveServeConfig(flags: Flags, env: Environment, cwd: string): ServeConfig {
  const values = Object.fromEntries(
    Object.entries<CliOption<unknown>>(serveOptions).map(
      ([key, { flag, env: variable = '', parse, fallback }]) => {
        const text = flags[key]
        if (typeof text === 'string') return [key, parse(text, flag.split(' ', 1)[0] ?? key)]
        return [key, env[variable] ? parse(env[variable], variable) : fallback]
      },
    ),
  ) as unknown as Values
  const paths = (['projects', 'simulate', 'data', 'seed', 'dump', 'faults', 'record'] as const).map((key) => {
    const path = values[key]
    return [key, path === undefined ? undefined : resolve(cwd, path)]
  })
  return {
    ...values,
    ...(Object.fromEntries(paths) as Pick<
      Values,
      'projects' | 'simulate' | 'data' | 'seed' | 'dump' | 'faults' | 'record'
    >),
    control: flags['control'] === true || values.faults !== undefined,
    token: env[serveTokenVariable] || undefined,
  }
}
