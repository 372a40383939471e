import { isAbsolute, relative, sep } from 'node:path'
import { discover, type Exit, exitCodes } from '@loadero-test/runner'
import { plural, similarTo } from '@loadero-test/core/internal'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import { commandNames } from '../options/commands.js'
import { type Arguments, commandHint } from '../options/parse-arguments.js'

/**
 * Checks that each filter matches a spec file, before anything is loaded or sent.
 * @returns the exit when there is no spec file at all
 * @throws UserError with a filter that matches none; it may be a misspelt command
 */
export async function checkFilters(
  config: Config,
  { command, named }: Pick<Extract<Arguments, { kind: 'command' }>, 'command' | 'named'>,
): Promise<Exit | undefined> {
  const { root, include, filters, session } = config
  if (!['run', 'list', 'plan', 'push'].includes(command)) return undefined
  if (filters.length === 0 && (session.passWithNoTests || config.format === 'json')) return undefined
  const files = await discover(root, include)
  const unmatched = filters.find((filter) => !files.some((file) => file.includes(toPart(filter))))
  if (unmatched !== undefined)
    throw unmatchedError(unmatched, files, config, !named && unmatched === filters[0])
  if (files.length > 0 || session.passWithNoTests) return undefined
  const globs = include?.join(', ') ?? '*.loadero.ts, .mts, .js and .mjs'
  return {
    code: exitCodes.empty,
    reason: `no spec file was found below ${root} (${globs}); \`loadero-test init\` creates a first one`,
  }
}

function toPart(filter: string): string {
  return filter.replaceAll('\\', '/').replace(/^\.\//, '')
}

function unmatchedError(
  filter: string,
  files: readonly string[],
  { root }: Config,
  mayBeCommand: boolean,
): UserError {
  const below = isAbsolute(filter) ? relative(root, filter).split(sep).join('/') : undefined
  const [similar] = similarTo(toPart(filter), [
    ...files,
    ...files.map((file) => file.slice(file.lastIndexOf('/') + 1)),
  ])
  const place =
    files.length === 0
      ? `No spec file was found below ${root}; \`loadero-test init\` creates a first one.`
      : below !== undefined && !below.startsWith('..')
        ? `Write it relative to the root: ${below}.`
        : similar === undefined
          ? `${plural(files.length, 'spec file')} ${files.length === 1 ? 'was' : 'were'} found below ${root}; \`loadero-test list\` prints them.`
          : `Did you mean ${similar}?`
  if (mayBeCommand && /^[\w-]+$/.test(filter)) {
    const isSimilar = similarTo(filter, commandNames).length > 0
    return new UserError(
      'usage',
      `"${filter}" is neither a command nor a part of a spec file's path`,
      isSimilar || similar === undefined ? commandHint(filter) : place,
    )
  }
  return new UserError('usage', `No spec file matches the filter '${filter}'`, place)
}
