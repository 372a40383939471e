import { resolve } from 'node:path'
import type { SpecSettings } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { ciName } from './ci-facts.js'
import type { Environment } from '../options/environment.js'
import { type ConfigFile, noConfigFile } from './config-file.js'
import { chooseReporters, type ReporterChoice } from './reporter-choice.js'
import { type Option, options, tokenVariable } from '../options/options.js'

type Values = {
  readonly [K in keyof typeof options]:
    ReturnType<(typeof options)[K]['parse']> | FallbackOf<(typeof options)[K]>
}
type FallbackOf<O> = O extends { readonly fallback: unknown } ? never : undefined

export type RunTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'simulated'; readonly scenario: string }
  | {
      readonly kind: 'service'
      readonly projectId: number
      readonly accessToken: string
      readonly apiBase: string
    }

/** Everything that this session's settings come down to. */
export interface Config extends Omit<
  Values,
  'project' | 'apiBase' | 'simulate' | 'config' | 'envFile' | 'reporter' | 'addReporter'
> {
  readonly reporter: readonly ReporterChoice[]
  readonly filters: readonly string[]
  readonly include: readonly string[] | undefined
  readonly settings: SpecSettings
  readonly target: RunTarget
  /** Marks of `only` are refused in CI, where they would hide all other tests. */
  readonly allowOnly: boolean
  /** Take over tests that are not ours. */
  readonly adopt: boolean
  readonly failOnDrift: boolean
  /** Whether tests at Loadero may be changed. */
  readonly push: boolean
  /** Plan, and stop. */
  readonly dryRun: boolean
  /** Whether a plan with something in it has an exit code of its own. */
  readonly detailedExitcode: boolean
  /** Delete without asking. */
  readonly yes: boolean
  readonly lastFailed: boolean
  readonly force: boolean
  /** Launch what may run now, and leave. */
  readonly detach: boolean
  readonly passWithNoTests: boolean
  readonly watch: boolean
  /** Files that settings came from; absolute paths. */
  readonly files: readonly string[]
  /** Where each value that was given came from; what is not here is the default. */
  readonly origins: Readonly<Record<string, string>>
}

export type Flags = Readonly<Record<string, string | boolean | undefined>>
export type { Environment } from '../options/environment.js'

export interface GivenOption {
  readonly filters: readonly string[]
  readonly flags: Flags
  readonly env: Environment
  readonly file?: ConfigFile
  readonly cwd: string
}

/**
 * Settles flags, environment, file and defaults, in this order.
 * @throws UserError that names the flag, the variable or the file's key with the wrong value
 */
export function resolveConfig({ filters, flags, env, file = noConfigFile, cwd }: GivenOption): Config {
  const origins: Record<string, string> = {}
  const project = file.projects[textOf(flags, 'project') ?? env['LOADERO_PROJECT_ID'] ?? '']
  const from = <K extends keyof typeof options>(key: K): Values[K] => {
    const option: Option<unknown> = options[key]
    const found = sourcesOf(key, option, { flags, env, file, project }).find(({ text }) => text)
    if (!found?.text) return option.fallback as Values[K]
    origins[key] = found.source
    return option.parse(found.text, found.source) as Values[K]
  }
  const root = resolve(cwd, from('root'))
  const reporter = chooseReporters(
    [
      { source: '--reporter', wishes: textOf(flags, 'reporter'), directory: cwd },
      { source: 'LOADERO_REPORTER', wishes: env['LOADERO_REPORTER'], directory: cwd },
      { source: `reporter of the project in ${file.name}`, wishes: project?.reporter, directory: root },
      { source: `reporter in ${file.name}`, wishes: file.reporter, directory: root },
      { source: 'default', wishes: usualReporters(env), directory: cwd },
    ],
    { source: '--add-reporter', wishes: textOf(flags, 'addReporter'), directory: cwd },
  )
  const [first] = reporter
  if (first && first.source !== 'default') origins['reporter'] = first.source
  return {
    filters,
    name: from('name'),
    tag: from('tag'),
    shard: from('shard'),
    concurrency: from('concurrency'),
    maxParticipants: from('maxParticipants'),
    maxCuInFlight: from('maxCuInFlight'),
    retries: from('retries'),
    retryFailed: from('retryFailed'),
    bail: from('bail'),
    timeout: from('timeout'),
    requestsPerSecond: from('requestsPerSecond'),
    pollInterval: from('pollInterval'),
    prefix: from('prefix'),
    maxCu: from('maxCu'),
    adopt: flags['adopt'] === true,
    failOnDrift: flags['failOnDrift'] === true,
    push: flags['push'] !== false,
    dryRun: flags['dryRun'] === true,
    detailedExitcode: flags['detailedExitcode'] === true,
    yes: flags['yes'] === true,
    reporter,
    root,
    outputDir: resolve(cwd, from('outputDir')),
    artifacts: from('artifacts'),
    junitCases: from('junitCases'),
    format: from('format'),
    into: from('into'),
    browserPath: from('browserPath'),
    mailPort: from('mailPort'),
    grid: from('grid'),
    include: file.include,
    settings: {
      tags: file.tags,
      participant: { ...file.participant, ...project?.participant },
      extraValues: file.extraValues,
    },
    allowOnly: flags['allowOnly'] === true || !env['CI'],
    lastFailed: flags['lastFailed'] === true,
    force: flags['force'] === true,
    detach: flags['detach'] === true,
    passWithNoTests: flags['passWithNoTests'] === true,
    target: targetOf({
      scenario: from('simulate'),
      local: flags['local'] === true,
      grid: flags['grid'] !== undefined,
      accessToken: env[tokenVariable] ?? '',
      project: project?.id ?? from('project'),
      apiBase: from('apiBase'),
      cwd,
    }),
    files: [file.path, textOf(flags, 'envFile')].flatMap((path) => (path ? resolve(cwd, path) : [])),
    watch: flags['watch'] === true,
    origins,
  }
}

/** GitHub's own view of a build, where there is one, comes without being asked for. */
function usualReporters(env: Environment): string {
  return ciName(env) === 'github' ? `${options.reporter.fallback},github` : options.reporter.fallback
}

function textOf(flags: Flags, key: string): string | undefined {
  const value = flags[key]
  return typeof value === 'string' ? value : undefined
}

function sourcesOf(
  key: string,
  { flag, env: variable, file: inFile }: Option<unknown>,
  {
    flags,
    env,
    file,
    project,
  }: Pick<GivenOption, 'flags' | 'env'> & { file: ConfigFile; project: ConfigFile['projects'][string] | undefined },
) {
  return [
    { source: flag.split(' ').find((word) => word.startsWith('--')) ?? flag, text: textOf(flags, key) },
    { source: variable ?? '', text: variable === undefined ? undefined : env[variable] },
    ...(inFile
      ? [
          { source: `${key} of the project in ${file.name}`, text: project?.values[key] },
          { source: `${key} in ${file.name}`, text: file.values[key] },
        ]
      : []),
  ]
}

interface TargetFacts {
  readonly scenario: string | undefined
  readonly local: boolean
  /** Asked for by the flag: what stands elsewhere may be for other sessions. */
  readonly grid: boolean
  readonly accessToken: string
  readonly project: string | number | undefined
  readonly apiBase: string
  readonly cwd: string
}

function targetOf({ scenario, local, grid, accessToken, project, apiBase, cwd }: TargetFacts): RunTarget {
  if (scenario !== undefined) return { kind: 'simulated', scenario: resolve(cwd, scenario) }
  if (local || accessToken === '') return { kind: 'local' }
  if (grid)
    throw new UserError('usage', '--grid plays local runs, and this one is at Loadero', 'Add --local.')
  if (project === undefined) {
    const hint = 'Set LOADERO_PROJECT_ID or --project, or run with --local.'
    throw new UserError('config', `${tokenVariable} is set, but no project`, hint)
  }
  if (!/^[1-9]\d{0,9}$/.test(String(project))) {
    throw new UserError(
      'config',
      `there is no project '${project}'`,
      'Give an id, or a name among `projects` of the configuration file.',
    )
  }
  return { kind: 'service', projectId: Number(project), accessToken, apiBase }
}
