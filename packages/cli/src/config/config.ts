import { resolve } from 'node:path'
import type { SpecSettings } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Environment, Flags } from '../options/option-values.js'
import { type CliOption, options, switches, tokenVariable } from '../options/options.js'
import { detectCi } from './ci-environment.js'
import { type ConfigFile, type ConfigFileProject, noConfigFile } from './config-file.js'
import { chooseReporters, type ReporterChoice } from './reporter-choice.js'

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

/** The resolved settings of a command; `root` and `outputDir` are absolute. */
export interface Config extends Omit<
  Values,
  'project' | 'apiBase' | 'simulate' | 'config' | 'envFile' | 'reporter' | 'addReporter'
> {
  readonly reporter: readonly ReporterChoice[]
  readonly filters: readonly string[]
  readonly include: readonly string[] | undefined
  readonly settings: SpecSettings
  readonly target: RunTarget
  /** Whether specs may use `only`. CI refuses it by default, because it hides all other tests. */
  readonly allowOnly: boolean
  /** Manage tests that loadero-test did not create. */
  readonly adopt: boolean
  readonly failOnDrift: boolean
  /** Whether tests at Loadero may be changed. */
  readonly push: boolean
  /** Print the plan and exit. */
  readonly dryRun: boolean
  /** Whether a plan with changes has its own exit code. */
  readonly detailedExitcode: boolean
  /** Delete without asking. */
  readonly yes: boolean
  readonly lastFailed: boolean
  readonly force: boolean
  /** Launch the runs that the limits allow and exit. */
  readonly detach: boolean
  readonly passWithNoTests: boolean
  /** Participants that start late make their test errored. */
  readonly strictLoad: boolean
  readonly watch: boolean
  /** Files that settings come from; absolute paths. */
  readonly files: readonly string[]
  /** Source of each setting, by key. A missing key has its default. */
  readonly origins: Readonly<Record<string, string>>
}

export interface ConfigSources {
  readonly filters: readonly string[]
  readonly flags: Flags
  readonly env: Environment
  readonly file?: ConfigFile
  readonly cwd: string
}

/**
 * Resolves the settings. Flags win over environment variables, these over the configuration file, and that over
 * defaults.
 * @throws UserError with the name of the flag, variable or key that has a wrong value
 */
export function resolveConfig({ filters, flags, env, file = noConfigFile, cwd }: ConfigSources): Config {
  const project = file.projects[flagText(flags, 'project') ?? env['LOADERO_PROJECT_ID'] ?? '']
  const { values, origins } = resolveValues({ flags, env, file, project })
  const { project: projectName, apiBase, simulate, config: _, envFile, addReporter: __, ...rest } = values
  const root = resolve(cwd, rest.root)
  const reporter = resolveReporters({ flags, env, file, project, root, cwd })
  const [first] = reporter
  const isOn = (key: string) => flags[key] === true
  return {
    ...rest,
    root,
    outputDir: resolve(cwd, rest.outputDir),
    reporter,
    filters,
    include: file.include,
    settings: {
      tags: file.tags,
      participant: { ...file.participant, ...project?.participant },
      extraValues: file.extraValues,
    },
    target: resolveTarget({
      scenario: simulate,
      local: isOn('local'),
      gridFlag: flags['grid'] !== undefined,
      accessToken: env[tokenVariable] ?? '',
      project: project?.id ?? projectName,
      apiBase,
      cwd,
    }),
    allowOnly: isOn('allowOnly') || !env['CI'],
    adopt: isOn('adopt'),
    failOnDrift: isOn('failOnDrift'),
    push: flags['push'] !== false,
    dryRun: isOn('dryRun'),
    detailedExitcode: isOn('detailedExitcode'),
    yes: isOn('yes'),
    lastFailed: isOn('lastFailed'),
    force: isOn('force'),
    detach: isOn('detach'),
    passWithNoTests: isOn('passWithNoTests'),
    strictLoad: isOn('strictLoad') || isTrue(env[switches.strictLoad.env]),
    watch: isOn('watch'),
    files: [file.path, envFile].flatMap((path) => (path ? [resolve(cwd, path)] : [])),
    origins: first && first.source !== 'default' ? { ...origins, reporter: first.source } : origins,
  }
}

/** Of a variable that turns something on. */
function isTrue(value = ''): boolean {
  return value !== '' && value !== '0' && value !== 'false'
}

interface OptionSources extends Pick<ConfigSources, 'flags' | 'env'> {
  readonly file: ConfigFile
  /** The selected project of the configuration file. */
  readonly project: ConfigFileProject | undefined
}

function resolveValues({ flags, env, file, project }: OptionSources) {
  const origins: Record<string, string> = {}
  const entries = Object.entries<CliOption<unknown>>(options).map(([key, option]) => {
    const sources = [
      {
        source: option.flag.split(' ').find((word) => word.startsWith('--')) ?? option.flag,
        text: flagText(flags, key),
      },
      { source: option.env ?? '', text: option.env === undefined ? undefined : env[option.env] },
      { source: `${key} of the project in ${file.name}`, text: option.file && project?.values[key] },
      { source: `${key} in ${file.name}`, text: option.file && file.values[key] },
    ]
    const found = sources.find(({ text }) => text)
    if (!found?.text) return [key, option.fallback]
    origins[key] = found.source
    return [key, option.parse(found.text, found.source)]
  })
  return { values: Object.fromEntries(entries) as Values, origins }
}

function resolveReporters({
  flags,
  env,
  file,
  project,
  root,
  cwd,
}: OptionSources & { readonly root: string; readonly cwd: string }): readonly ReporterChoice[] {
  const defaults = options.reporter.fallback
  return chooseReporters(
    [
      { source: '--reporter', requests: flagText(flags, 'reporter'), directory: cwd },
      { source: 'LOADERO_REPORTER', requests: env['LOADERO_REPORTER'], directory: cwd },
      { source: `reporter of the project in ${file.name}`, requests: project?.reporter, directory: root },
      { source: `reporter in ${file.name}`, requests: file.reporter, directory: root },
      {
        source: 'default',
        requests: detectCi(env) === 'github' ? `${defaults},github` : defaults,
        directory: cwd,
      },
    ],
    { source: '--add-reporter', requests: flagText(flags, 'addReporter'), directory: cwd },
  )
}

function flagText(flags: Flags, key: string): string | undefined {
  const value = flags[key]
  return typeof value === 'string' ? value : undefined
}

interface TargetOptions {
  readonly scenario: string | undefined
  readonly local: boolean
  /** Whether the flag is set. A grid from another source may be meant for other sessions. */
  readonly gridFlag: boolean
  readonly accessToken: string
  readonly project: string | number | undefined
  readonly apiBase: string
  readonly cwd: string
}

function resolveTarget(target: TargetOptions): RunTarget {
  const { scenario, local, gridFlag, accessToken, project, apiBase, cwd } = target
  if (scenario !== undefined) return { kind: 'simulated', scenario: resolve(cwd, scenario) }
  if (local || accessToken === '') return { kind: 'local' }
  if (gridFlag)
    throw new UserError(
      'usage',
      '--grid is an option of local runs, and this run is at Loadero',
      'Add --local.',
    )
  if (project === undefined) {
    const hint = 'Set LOADERO_PROJECT_ID or --project, or run with --local.'
    throw new UserError('config', `${tokenVariable} is set, but no project is`, hint)
  }
  if (!/^[1-9]\d{0,9}$/.test(String(project))) {
    throw new UserError(
      'config',
      `Unknown project '${project}'`,
      'Use the id of the project, or a name from `projects` in the configuration file.',
    )
  }
  return { kind: 'service', projectId: Number(project), accessToken, apiBase }
}
