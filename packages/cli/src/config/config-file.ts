import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { SpecSettings } from '@loadero-test/runner'
import { loadConfigModule } from '@loadero-test/runner/specs'
import { UserError } from '@loadero-test/runner/errors'
import { z } from 'zod'
import { optionRows } from '../options/options.js'
import type { ReporterRequests } from './reporter-choice.js'

/** The checked content of a configuration file. */
export interface ConfigFile extends SpecSettings {
  /** File name, for messages. */
  readonly name: string
  /** Absolute path; undefined when there is no file. */
  readonly path?: string
  readonly include?: readonly string[] | undefined
  /** Values by the key in the file, for the types of the options. */
  readonly values: Readonly<Record<string, unknown>>
  readonly reporter?: ReporterRequests | undefined
  readonly projects: Readonly<Record<string, ConfigFileProject>>
}

export interface ConfigFileProject
  extends Pick<SpecSettings, 'participant'>, Pick<ConfigFile, 'values' | 'reporter'> {
  readonly id: number
}

export const noConfigFile: ConfigFile = { name: 'no file', values: {}, projects: {} }

const defaultNames = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `loadero.config.${ending}`)

/**
 * The nearest folder with a configuration file: the given one, or a folder above it within its repository. A folder that
 * all users may write to is left out, because the file is code.
 */
export function findProjectRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const isShared = (statSync(at, { throwIfNoEntry: false })?.mode ?? 0) & 0o002
    const isOwn = at === folder || process.platform === 'win32' || !isShared
    if (isOwn && defaultNames.some((name) => isPresent(join(at, name)))) return at
    if (dirname(at) === at || existsSync(join(at, '.git'))) return folder
  }
}

/** A link that leads to nothing is a mistake, which loading reports. */
function isPresent(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/**
 * Reads the configuration file, if there is one.
 * @param path of `--config`; without it, the default names in the root are tried
 * @param onOutput receives what the file prints; by default, it goes to standard error
 * @throws UserError when the file cannot be loaded, or has an unknown key or a wrong value
 */
export async function readConfigFile(
  root: string,
  path: string | undefined,
  specModule: string,
  onOutput?: (text: string) => void,
): Promise<ConfigFile> {
  const file =
    path === undefined ? defaultNames.map((name) => join(root, name)).find(isPresent) : resolve(path)
  if (file === undefined) return noConfigFile
  const name = basename(file)
  const content = await loadDefault(file, { name, specModule, onOutput })
  const parsed = schema.safeParse(content)
  if (!parsed.success) {
    const { formatFileIssues } = await import('./file-issues.js')
    const lines = formatFileIssues(parsed.error, {
      schema,
      value: content,
      file: name,
      text: readFileSync(file, 'utf8'),
    })
    throw new UserError('config', lines.join('\n'))
  }
  const { include, tags, participant, extraValues, reporter, projects, ...values } = parsed.data
  return {
    name,
    path: file,
    include,
    tags,
    participant,
    extraValues,
    values,
    reporter,
    projects: Object.fromEntries(
      Object.entries(projects).map(([key, { id, participant: own, reporter: chosen, ...rest }]) => [
        key,
        { id, participant: own, reporter: chosen, values: rest },
      ]),
    ),
  }
}

/** The default export. Environment variables that the file sets apply to the command, too. */
async function loadDefault(
  file: string,
  {
    name,
    specModule,
    onOutput,
  }: { name: string; specModule: string; onOutput: ((text: string) => void) | undefined },
): Promise<unknown> {
  const loaded = await loadConfigModule(file, {
    alias: { 'loadero-test': specModule },
    timeoutMs: 30_000,
    root: dirname(file),
    ...(onOutput && { onOutput }),
  })
  if ('problem' in loaded) {
    const { problem, details, location } = loaded
    const place = location ? ` (${location.file}:${location.line}:${location.column ?? 1})` : ''
    const hint = details.length === 0 ? undefined : details.join('\n  ')
    throw new UserError('config', `${name} cannot be loaded: ${problem}${place}`, hint)
  }
  if (!loaded.hasDefault) {
    const hint = 'Write `export default defineConfig({ … })`.'
    throw new UserError('config', `${name} has no default export`, hint)
  }
  for (const [variable, value] of Object.entries(loaded.env)) {
    if (value === undefined) delete process.env[variable]
    else process.env[variable] = value
  }
  return loaded.value
}

/** The type of an option checks its value, once the command that takes the option is known. */
const values = Object.fromEntries(
  optionRows.flatMap(([, { config }]) => (config === undefined ? [] : [[config, z.unknown().optional()]])),
)

/** The check of the specs reports wrong values, once a participant uses them. */
const participantSchema = z.record(z.string(), z.union([z.string(), z.boolean()])).optional()

const reporterSchema = z
  .union([
    z.string(),
    z.array(z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])])),
  ])
  .optional()

const schema = z.strictObject({
  ...values,
  reporter: reporterSchema,
  include: z.array(z.string()).min(1).optional(),
  tags: z.array(z.string()).optional(),
  participant: participantSchema,
  extraValues: z.record(z.string(), z.array(z.string())).optional(),
  projects: z
    .record(
      z.string(),
      z.strictObject({
        ...values,
        id: z.int().positive(),
        reporter: reporterSchema,
        participant: participantSchema,
      }),
    )
    .default({}),
})
