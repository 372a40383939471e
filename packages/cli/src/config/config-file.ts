import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { errorMessage } from '@loadero-test/core/internal'
import { load, nearest, type SpecSettings } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { z } from 'zod'
import type { ReporterRequests } from './reporter-choice.js'
import { type CliOption, options } from '../options/options.js'

/** The checked content of a configuration file. */
export interface ConfigFile extends SpecSettings {
  /** File name, for messages. */
  readonly name: string
  /** Absolute path; undefined when there is no file. */
  readonly path?: string
  readonly include?: readonly string[] | undefined
  /** Values by option key, as texts for the option's parser. */
  readonly values: Readonly<Record<string, string>>
  readonly reporter?: ReporterRequests | undefined
  readonly projects: Readonly<Record<string, ConfigFileProject>>
}

export interface ConfigFileProject
  extends Pick<SpecSettings, 'participant'>, Pick<ConfigFile, 'values' | 'reporter'> {
  readonly id: number
}

export const noConfigFile: ConfigFile = { name: 'no file', values: {}, projects: {} }

const defaultNames = ['ts', 'mts', 'js', 'mjs'].map((ending) => `loadero.config.${ending}`)

/**
 * Reads the configuration file, if there is one.
 * @param path of `--config`; without it, the default names in the root are tried
 * @throws UserError when the file cannot be loaded, or has an unknown key or a wrong value
 */
export async function readConfigFile(
  root: string,
  path: string | undefined,
  specModule: string,
): Promise<ConfigFile> {
  const file =
    path === undefined ? defaultNames.map((name) => join(root, name)).find(existsSync) : resolve(path)
  if (file === undefined) return noConfigFile
  const name = basename(file)
  const content = await loadDefault(file, name, specModule)
  const parsed = schema.safeParse(content)
  if (!parsed.success) throw new UserError('config', `${name}: ${formatZodError(parsed.error)}`)
  const { include, tags, participant, extraValues, reporter, projects, ...rest } = parsed.data
  return {
    name,
    path: file,
    include,
    tags,
    participant,
    extraValues,
    values: toTexts(rest),
    reporter,
    projects: Object.fromEntries(Object.entries(projects).map(([key, project]) => [key, toProject(project)])),
  }
}

function toProject({
  id,
  participant,
  reporter,
  ...values
}: z.output<typeof schema>['projects'][string]): ConfigFileProject {
  return { id, participant, reporter, values: toTexts(values) }
}

async function loadDefault(file: string, name: string, specModule: string): Promise<unknown> {
  try {
    const module = await load(file, { alias: { 'loadero-test': specModule }, timeoutMs: 30_000 })
    return (module as { default?: unknown }).default
  } catch (error) {
    throw new UserError('config', `${name} cannot be loaded: ${errorMessage(error)}`)
  }
}

const valueSchema = z.union([z.string(), z.number(), z.array(z.string())]).optional()
const rows = Object.fromEntries(
  Object.entries<CliOption<unknown>>(options)
    .filter(([, { file }]) => file)
    .map(([key]) => [key, valueSchema]),
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
  ...rows,
  reporter: reporterSchema,
  include: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  participant: participantSchema,
  extraValues: z.record(z.string(), z.array(z.string())).optional(),
  projects: z
    .record(
      z.string(),
      z.strictObject({
        ...rows,
        id: z.int().positive(),
        reporter: reporterSchema,
        participant: participantSchema,
      }),
    )
    .default({}),
})

function toTexts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  )
}

function formatZodError(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      const at = z.core.toDotPath(issue.path)
      if (issue.code !== 'unrecognized_keys') return at === '' ? issue.message : `${at}: ${issue.message}`
      const known = Object.keys(schema.shape)
      return issue.keys
        .map((key) => `unknown key '${at ? `${at}.` : ''}${key}'; did you mean ${nearest(key, known)}?`)
        .join('; ')
    })
    .join('; ')
}
