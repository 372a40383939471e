import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { load, nearest, type SpecSettings } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { z } from 'zod'
import type { ReporterRequests } from './reporter-choice.js'
import { type Option, options } from '../options/options.js'

/** A configuration file's content, as its keys are looked up. */
export interface ConfigFile extends SpecSettings {
  /** For messages. */
  readonly name: string
  /** Absolute; absent when there is no file. */
  readonly path?: string
  readonly include?: readonly string[] | undefined
  /** Rows of the table of options, as their texts. */
  readonly values: Readonly<Record<string, string>>
  readonly reporter?: ReporterRequests | undefined
  readonly projects: Readonly<Record<string, ConfigFileProject>>
}

export interface ConfigFileProject
  extends Pick<SpecSettings, 'participant'>, Pick<ConfigFile, 'values' | 'reporter'> {
  readonly id: number
}

export const noConfigFile: ConfigFile = { name: 'no file', values: {}, projects: {} }

const names = ['ts', 'mts', 'js', 'mjs'].map((ending) => `loadero.config.${ending}`)

/**
 * Reads the configuration file of a project, if there is one.
 * @param path as asked for; without it, the usual names in the root are tried
 * @throws UserError when it cannot be loaded, or has a key or value that nobody knows
 */
export async function readConfigFile(
  root: string,
  path: string | undefined,
  specModule: string,
): Promise<ConfigFile> {
  const file = path === undefined ? names.map((name) => join(root, name)).find(existsSync) : resolve(path)
  if (file === undefined) return noConfigFile
  const name = basename(file)
  const content = await loadDefault(file, name, specModule)
  const parsed = schema.safeParse(content)
  if (!parsed.success) throw new UserError('config', `${name}: ${wordsOf(parsed.error)}`)
  const { include, tags, participant, extraValues, reporter, projects, ...rest } = parsed.data
  return {
    name,
    path: file,
    include,
    tags,
    participant,
    extraValues,
    values: textsOf(rest),
    reporter,
    projects: Object.fromEntries(
      Object.entries(projects).map(([key, { id, participant: own, reporter: reporters, ...values }]) => [
        key,
        { id, values: textsOf(values), participant: own, reporter: reporters },
      ]),
    ),
  }
}

async function loadDefault(file: string, name: string, specModule: string): Promise<unknown> {
  try {
    const module = await load(file, { alias: { 'loadero-test': specModule }, timeoutMs: 30_000 })
    return (module as { default?: unknown }).default
  } catch (error) {
    throw new UserError(
      'config',
      `${name} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

const value = z.union([z.string(), z.number(), z.array(z.string())]).optional()
const rows = Object.fromEntries(
  Object.entries<Option<unknown>>(options)
    .filter(([, { file }]) => file)
    .map(([key]) => [key, value]),
)

/** Checked again, with the specs' own words, as soon as a participant takes them over. */
const participant = z.record(z.string(), z.union([z.string(), z.boolean()])).optional()

const reporter = z
  .union([
    z.string(),
    z.array(z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])])),
  ])
  .optional()

const schema = z.strictObject({
  ...rows,
  reporter,
  include: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  participant,
  extraValues: z.record(z.string(), z.array(z.string())).optional(),
  projects: z
    .record(z.string(), z.strictObject({ ...rows, reporter, id: z.int().positive(), participant }))
    .default({}),
})

function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, given]) => given !== undefined)
      .map(([key, given]) => [key, String(given)]),
  )
}

function wordsOf(error: z.ZodError): string {
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
