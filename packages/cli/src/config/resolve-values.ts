import { UserError } from '@loadero-test/runner/errors'
import type { CommandName } from '../options/commands.js'
import type { Environment } from '../options/environment.js'
import type { OptionRow } from '../options/option-row.js'
import { isOptionOf, optionRows, type OptionValues } from '../options/options.js'
import type { Flags } from '../options/parse-arguments.js'
import { parseValue } from '../options/value-types.js'
import { formatKeyPlace } from './file-issues.js'
import type { ConfigFile, ConfigFileProject } from './config-file.js'

export interface OptionSources {
  readonly command: CommandName
  readonly flags: Flags
  readonly env: Environment
  readonly file: ConfigFile
  /** The selected project of the configuration file. */
  readonly project: ConfigFileProject | undefined
}

export interface ResolvedValues {
  readonly values: OptionValues
  /** Source of each setting, by key. A missing key has its default. */
  readonly origins: Readonly<Record<string, string>>
}

/**
 * The values of all options. An option that the command does not take has its default, even when the environment sets it.
 * @throws UserError with the name of the flag, variable or key that has a wrong value
 */
export function resolveValues(sources: OptionSources): ResolvedValues {
  const origins: Record<string, string> = {}
  const entries = optionRows.map(([key, row]) => {
    const isTaken = isOptionOf(sources.command, row)
    // A wrong value in the configuration file is an error for every command.
    const found = findSource(row, sources.flags[key], isTaken ? sources : { ...sources, env: {} })
    const value = found && parseSetting(row, found, sources.file)
    if (!found || !isTaken) return [key, row.fallback]
    origins[key] = found.source
    return [key, value]
  })
  return { values: Object.fromEntries(entries) as OptionValues, origins }
}

interface Setting {
  readonly source: string
  readonly value: unknown
  /** Its place in the configuration file. */
  readonly path?: readonly string[]
}

/** Flags win over environment variables, these over the configuration file. An empty variable counts as not set. */
function findSource(
  { flag, env: variable, config: key = '' }: OptionRow<unknown>,
  flagValue: string | boolean | undefined,
  { env, file, project }: OptionSources,
): Setting | undefined {
  const [projectName] = Object.entries(file.projects).find(([, one]) => one === project) ?? []
  const sources: readonly Setting[] = [
    { source: flagValue === false ? `--no-${flag.slice(2)}` : flag, value: flagValue },
    { source: variable ?? '', value: variable === undefined ? undefined : env[variable] || undefined },
    {
      source: `${key} of the project in ${file.name}`,
      value: project?.values[key],
      path: ['projects', projectName ?? '', key],
    },
    { source: `${key} in ${file.name}`, value: file.values[key], path: [key] },
  ]
  return sources.find(({ value }) => value !== undefined)
}

function parseSetting(
  { type, fallback, config }: OptionRow<unknown>,
  { source, value, path }: Setting,
  file: ConfigFile,
): unknown {
  // The reporters of the configuration file are a list, which is read elsewhere.
  if (config === 'reporter' && typeof value !== 'string') return fallback
  if (typeof value === 'boolean' && type.accepts.includes('boolean')) return value
  if (value === '' && fallback === '') return fallback
  const text =
    typeof value === 'string' || (typeof value === 'number' && type.accepts.includes('number'))
      ? String(value)
      : undefined
  const parsed = text === undefined ? undefined : type.parse(text)
  if (parsed !== undefined) return parsed
  const place = path === undefined ? source : formatKeyPlace(path, file)
  if (typeof value === 'string') return parseValue(type, value, place)
  const actual = type.hidden ? '' : `, not ${JSON.stringify(value) ?? String(value)}`
  throw new UserError('config', `${place} must be ${type.meaning}${actual}`)
}
