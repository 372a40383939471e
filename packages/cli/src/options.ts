import { resolve } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'

/** How one setting is given, read, explained and filled in; parser, help and docs all come from this table. */
export interface Option<T> {
  readonly flag: string
  readonly env?: string
  readonly help: string
  /** @throws UserError */
  readonly parse: (text: string, source: string) => T
  readonly fallback?: T
}

const text = (value: string): string => value

const positiveInteger = (value: string, source: string): number => {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new UserError('usage', `${source} must be a whole number from 1, not '${value}'`)
}

const rate = (value: string, source: string): number => {
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value)
  throw new UserError('usage', `${source} must be a number above 0, not '${value}'`)
}

const pattern = (value: string, source: string): RegExp => {
  try {
    return new RegExp(value, 'i')
  } catch {
    throw new UserError('usage', `${source} is not a regular expression: '${value}'`)
  }
}

const address = (value: string, source: string): string => {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  throw new UserError('usage', `${source} is not an http address: '${value}'`)
}

const shard = (value: string, source: string): { readonly index: number; readonly of: number } => {
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  throw new UserError('usage', `${source} must be like 1/3, the first of three machines, not '${value}'`)
}

const format = (value: string, source: string): 'text' | 'json' => {
  if (value === 'text' || value === 'json') return value
  throw new UserError('usage', `${source} must be text or json, not '${value}'`)
}

const reporterNames = ['console', 'junit'] as const
export type ReporterName = (typeof reporterNames)[number]

const reporters = (value: string, source: string): readonly ReporterName[] =>
  value.split(',').map((name) => {
    const known = reporterNames.find((reporter) => reporter === name.trim())
    if (known) return known
    throw new UserError(
      'usage',
      `${source}: there is no reporter '${name}'`,
      `There are: ${reporterNames.join(', ')}.`,
    )
  })

/** Settings that take a value. */
export const options = {
  name: {
    flag: '-t, --name <pattern>',
    help: 'only tests whose full name matches the regular expression',
    parse: pattern,
  },
  tag: {
    flag: '--tag <expression>',
    help: 'only tests with these tags, joined by and, or, not',
    parse: text,
  },
  shard: { flag: '--shard <i/n>', help: 'the i-th of n machines that share the tests', parse: shard },
  project: {
    flag: '--project <id>',
    env: 'LOADERO_PROJECT_ID',
    help: 'project at Loadero',
    parse: positiveInteger,
  },
  apiBase: {
    flag: '--api-base <url>',
    env: 'LOADERO_API_BASE',
    help: 'address of the API',
    parse: address,
    fallback: 'https://api.loadero.com/v2/',
  },
  concurrency: {
    flag: '--concurrency <n>',
    env: 'LOADERO_CONCURRENCY',
    help: 'runs at a time',
    parse: positiveInteger,
    fallback: 2,
  },
  requestsPerSecond: {
    flag: '--requests-per-second <n>',
    env: 'LOADERO_REQUESTS_PER_SECOND',
    help: 'budget for all requests to Loadero together',
    parse: rate,
    fallback: 4,
  },
  pollInterval: {
    flag: '--poll-interval <seconds>',
    env: 'LOADERO_POLL_INTERVAL',
    help: 'time between two looks at a run at Loadero',
    parse: rate,
    fallback: 5,
  },
  reporter: {
    flag: '--reporter <names>',
    env: 'LOADERO_REPORTER',
    help: `any of ${reporterNames.join(', ')}; comma-separated`,
    parse: reporters,
    fallback: reporterNames,
  },
  outputDir: {
    flag: '--output-dir <dir>',
    help: 'where reports, logs and screenshots go',
    parse: text,
    fallback: '.loadero',
  },
  root: { flag: '--root <dir>', help: 'directory that holds the specs', parse: text, fallback: '.' },
  simulate: {
    flag: '--simulate <file>',
    help: 'no browser: outcomes from a scenario file, in virtual time',
    parse: text,
  },
  format: { flag: '--format <text|json>', help: 'of what `list` prints', parse: format, fallback: 'text' },
  browserPath: { flag: '--browser-path <file>', help: 'Chrome or Chromium for local runs', parse: text },
} as const satisfies Record<string, Option<unknown>>

/** Settings that are on or off. */
export const switches = {
  local: {
    flag: '--local',
    help: 'run in browsers on this machine, against the local Loadero; so without a token',
  },
  allowOnly: { flag: '--allow-only', help: 'let tests be marked only although CI is set' },
  passWithNoTests: { flag: '--pass-with-no-tests', help: 'exit 0 when nothing is selected' },
} as const

/** Only from the environment: a flag would show it in process lists and CI logs. */
export const tokenVariable = 'LOADERO_ACCESS_TOKEN'

type Values = {
  readonly [K in keyof typeof options]:
    ReturnType<(typeof options)[K]['parse']> | FallbackOf<(typeof options)[K]>
}
type FallbackOf<O> = O extends { readonly fallback: unknown } ? never : undefined

export type Target =
  | { readonly kind: 'local' }
  | { readonly kind: 'simulated'; readonly scenario: string }
  | {
      readonly kind: 'service'
      readonly projectId: number
      readonly accessToken: string
      readonly apiBase: string
    }

/** Everything that this session's settings come down to. */
export interface Config extends Omit<Values, 'project' | 'apiBase' | 'simulate'> {
  readonly filters: readonly string[]
  readonly target: Target
  /** Marks of `only` are refused in CI, where they would hide all other tests. */
  readonly allowOnly: boolean
  readonly passWithNoTests: boolean
}

export type Flags = Readonly<Record<string, string | boolean | undefined>>
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Settles flags, environment and defaults, in this order.
 * @throws UserError that names the flag or variable with the wrong value
 */
export const resolveConfig = (
  filters: readonly string[],
  flags: Flags,
  env: Environment,
  cwd: string,
): Config => {
  const value = <K extends keyof typeof options>(key: K): Values[K] => {
    const option: Option<unknown> = options[key]
    const flag = flags[key]
    if (typeof flag === 'string')
      return option.parse(
        flag,
        option.flag.split(' ').find((word) => word.startsWith('--')) ?? key,
      ) as Values[K]
    const set = option.env === undefined ? undefined : env[option.env]
    if (set !== undefined && set !== '') return option.parse(set, option.env ?? key) as Values[K]
    return option.fallback as Values[K]
  }
  const root = resolve(cwd, value('root'))
  return {
    filters,
    name: value('name'),
    tag: value('tag'),
    shard: value('shard'),
    concurrency: value('concurrency'),
    requestsPerSecond: value('requestsPerSecond'),
    pollInterval: value('pollInterval'),
    reporter: value('reporter'),
    root,
    outputDir: resolve(cwd, value('outputDir')),
    format: value('format'),
    browserPath: value('browserPath'),
    allowOnly: flags['allowOnly'] === true || !env['CI'],
    passWithNoTests: flags['passWithNoTests'] === true,
    target: targetOf(
      value('simulate'),
      flags['local'] === true,
      env[tokenVariable] ?? '',
      value('project'),
      value('apiBase'),
      cwd,
    ),
  }
}

const targetOf = (
  scenario: string | undefined,
  local: boolean,
  accessToken: string,
  projectId: number | undefined,
  apiBase: string,
  cwd: string,
): Target => {
  if (scenario !== undefined) return { kind: 'simulated', scenario: resolve(cwd, scenario) }
  if (local || accessToken === '') return { kind: 'local' }
  if (projectId !== undefined) return { kind: 'service', projectId, accessToken, apiBase }
  throw new UserError(
    'config',
    `${tokenVariable} is set, but no project`,
    'Set LOADERO_PROJECT_ID or --project, or run with --local.',
  )
}
