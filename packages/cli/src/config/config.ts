import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { SessionSettings, SpecSettings } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { DiscoveredFiles } from '@loadero-test/runner/specs'
import type { CommandName } from '../options/commands.js'
import type { Environment } from '../options/environment.js'
import { type OptionValues, type SessionKey, sessionKeys, options } from '../options/options.js'
import type { Flags } from '../options/parse-arguments.js'
import { detectCi } from './ci-environment.js'
import { type ConfigFile, type ConfigFileProject, noConfigFile } from './config-file.js'
import { detectAgent } from './detect-agent.js'
import { isCi } from './is-ci.js'
import { chooseReporters, type ReporterChoice } from './reporter-choice.js'
import { type OptionSources, resolveValues } from './resolve-values.js'
import { resolveTarget, type RunTarget } from './run-target.js'

/** The resolved settings of a command; `root` and `outputDir` are absolute. */
export interface Config extends Omit<
  OptionValues,
  | SessionKey
  | 'project'
  | 'apiBase'
  | 'simulate'
  | 'config'
  | 'envFile'
  | 'reporter'
  | 'addReporter'
  | 'allowOnly'
  | 'agent'
> {
  /** The spec files of this configuration, when they have been searched already. */
  readonly found?: DiscoveredFiles | undefined
  /** The settings of the session, which the journal keeps. */
  readonly session: SessionSettings
  readonly reporter: readonly ReporterChoice[]
  /** Parts of paths, or absolute paths. */
  readonly filters: readonly string[]
  readonly include: readonly string[] | undefined
  readonly settings: SpecSettings
  readonly target: RunTarget
  /** All projects of the configuration file. */
  readonly configuredProjects: readonly ConfiguredProject[]
  /** Whether specs may use `only`. CI refuses it by default, because it hides all other tests. */
  readonly allowOnly: boolean
  /** Whether the console is for a coding agent. */
  readonly agent: boolean
  readonly inCi: boolean
  /** Files that settings come from; absolute paths. */
  readonly files: readonly string[]
  /** Source of each setting, by key. A missing key has its default. */
  readonly origins: Readonly<Record<string, string>>
}

export interface ConfiguredProject {
  /** For `--project`. */
  readonly name: string
  readonly id: number
  readonly apiBase: string
  /** A wrong value among its settings. */
  readonly problem?: string
}

export interface ConfigSources {
  readonly command: CommandName
  readonly filters: readonly string[]
  readonly flags: Flags
  readonly env: Environment
  readonly file?: ConfigFile
  /** Flags, variables and filters are relative to it. */
  readonly cwd: string
  /** The root without `--root`, which paths of the configuration file and defaults are relative to. Default: `cwd`. */
  readonly base?: string
}

/**
 * Resolves the settings. Flags win over environment variables, these over the configuration file, and that over
 * defaults.
 * @throws UserError with the name of the flag, variable or key that has a wrong value
 */
export function resolveConfig({
  command,
  filters,
  flags,
  env,
  file = noConfigFile,
  cwd,
  base = cwd,
}: ConfigSources): Config {
  const named = typeof flags.project === 'string' ? flags.project : env['LOADERO_PROJECT_ID']
  const project = file.projects[named ?? '']
  const sources = { command, flags, env, file, project }
  const { values, origins } = resolveValues(sources)
  const { project: projectName, apiBase, simulate, config: _, envFile, addReporter: __, ...rest } = values
  const root = flags.root === undefined ? base : resolve(cwd, rest.root)
  const reporter = resolveReporters({ ...sources, root, cwd, base })
  const isFromCommand = flags.outputDir !== undefined || origins['outputDir'] === options.outputDir.env
  const [first] = reporter
  return {
    ...rest,
    session: Object.fromEntries(sessionKeys.map((key) => [key, values[key]])) as Pick<
      OptionValues,
      SessionKey
    >,
    root,
    outputDir: resolve(isFromCommand ? cwd : base, rest.outputDir),
    reporter,
    filters: filters.map((filter) => resolveFilter(filter, { root, cwd })),
    include: file.include,
    settings: {
      tags: file.tags,
      participant: { ...file.participant, ...project?.participant },
      extraValues: file.extraValues,
    },
    target: resolveTarget({
      command,
      scenario: simulate && resolve(cwd, simulate),
      local: values.local,
      gridFlag: flags.grid !== undefined,
      projectFlag: flags.project !== undefined,
      env,
      project: project?.id ?? projectName,
      apiBase,
    }),
    configuredProjects: Object.entries(file.projects).map(([name, one]) =>
      resolveProject(name, one, sources),
    ),
    allowOnly: rest.allowOnly ?? !isCi(env),
    agent: rest.agent ?? detectAgent(env) !== undefined,
    inCi: isCi(env),
    files: [file.path, envFile].flatMap((path) => (path ? [resolve(cwd, path)] : [])),
    origins: first && first.source !== 'default' ? { ...origins, reporter: first.source } : origins,
  }
}

/** A filter is a path from the working directory when it begins with a dot, or when the root is elsewhere and it exists. */
function resolveFilter(filter: string, { root, cwd }: Readonly<Record<'root' | 'cwd', string>>): string {
  const slashed = filter.replaceAll('\\', '/')
  const isPath =
    /^\.{1,2}(?:\/|$)/.test(slashed) ||
    (root !== cwd && existsSync(resolve(cwd, slashed.replace(/(?::\d+){1,2}$/, ''))))
  if (isAbsolute(filter) || !isPath) return filter
  return `${resolve(cwd, slashed)}${slashed.endsWith('/') ? '/' : ''}`
}

/** A project is checked without flags and variables, which would hide a wrong value. */
function resolveProject(name: string, project: ConfigFileProject, sources: OptionSources): ConfiguredProject {
  const { id } = project
  try {
    resolveValues({ ...sources, project, flags: {}, env: {} })
    return { name, id, apiBase: resolveValues({ ...sources, project }).values.apiBase }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { name, id, apiBase: '', problem: error.message }
  }
}

function resolveReporters({
  flags,
  env,
  file,
  project,
  root,
  cwd,
  base,
}: OptionSources & Readonly<Record<'root' | 'cwd' | 'base', string>>): readonly ReporterChoice[] {
  const defaults = options.reporter.fallback
  const flagText = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined)
  return chooseReporters(
    [
      { source: '--reporter', requests: flagText(flags.reporter), directory: cwd },
      { source: 'LOADERO_REPORTER', requests: env['LOADERO_REPORTER'], directory: cwd },
      { source: `reporter of the project in ${file.name}`, requests: project?.reporter, directory: root },
      { source: `reporter in ${file.name}`, requests: file.reporter, directory: root },
      {
        source: 'default',
        requests: detectCi(env) === 'github' ? `${defaults},github` : defaults,
        directory: base,
      },
    ],
    { source: '--add-reporter', requests: flagText(flags.addReporter), directory: cwd },
  )
}
