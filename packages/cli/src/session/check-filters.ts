import { existsSync, statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { type Exit, exitCodes } from '@loadero-test/runner/exit-codes'
import { defaultInclude, discover, type DiscoveredFiles, skippedFolders } from '@loadero-test/runner/specs'
import { listFirst, plural, similarTo } from '@loadero-test/core/internal'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import { commandNames } from '../options/commands.js'
import { type Arguments, commandHint } from '../options/parse-arguments.js'

type CommandWords = Pick<Extract<Arguments, { kind: 'command' }>, 'command' | 'named' | 'words'>

/**
 * Checks that each filter and each glob of `include` matches a spec file, before anything is loaded or sent. A glob that
 * matches none is a warning, and a folder that cannot be read is another.
 * @param onFound receives the files, so that a command need not search again
 * @returns the exit when there is no spec file at all
 * @throws UserError with all filters that match none; the first may be a misspelt command
 */
export async function checkFilters(
  config: Config,
  { command, named, words }: CommandWords,
  warn: (text: string) => void,
  onFound?: (found: DiscoveredFiles) => void,
): Promise<Exit | undefined> {
  const { root, include, filters, session } = config
  if (!['run', 'list', 'plan', 'push', 'prune', 'capacity'].includes(command)) return undefined
  const found = await discover({ root, include, filters })
  onFound?.(found)
  const { allFiles, unmatched, unreadable } = found
  if (unreadable.length > 0)
    warn(
      `Spec files may be missing: cannot read ${unreadable.length === 1 ? 'the folder' : 'the folders'} ${listFirst(unreadable, 3, (path) => `'${path}'`)}. Exclude what has no spec files with '!${unreadable[0]}' in include.\n`,
    )
  if (allFiles.length > 0) {
    for (const glob of unmatched.include)
      warn(`No spec file matches '${glob}' of include.${globHint(glob, root)}\n`)
  }
  if (command === 'prune') return undefined
  const texts = filters.flatMap((filter, index) =>
    unmatched.filters.includes(filter) ? [{ filter, written: words[index] ?? filter }] : [],
  )
  const [first, ...others] = texts
  if (first !== undefined) {
    const mayBeCommand = !named && first.filter === filters[0] && /^[\w-]+$/.test(first.written)
    const isSimilar = similarTo(first.written, commandNames).length > 0
    throw mayBeCommand && others.length === 0
      ? new UserError(
          'usage',
          `"${first.written}" is neither a command nor a part of a spec file's path`,
          (isSimilar ? undefined : similarFileHint(first.written, allFiles)) ?? commandHint(first.written),
        )
      : new UserError(
          'usage',
          `No spec file matches the filter ${texts.map(({ written }) => `'${written}'`).join(', nor ')}`,
          [...new Set(texts.map(({ filter }) => filterHint(filter, allFiles, config)))].join('\n  '),
        )
  }
  if (allFiles.length > 0 || session.passWithNoTests || config.format === 'json') return undefined
  const hints = unmatched.include.map((glob) => globHint(glob, root)).join('')
  return {
    code: exitCodes.empty,
    reason: `no spec file was found below ${root} (${include?.map((glob) => glob || "''").join(', ') ?? defaultInclude}); \`loadero-test init\` creates a first one${hints && `.${hints}`}`,
  }
}

function similarFileHint(part: string, files: readonly string[]): string | undefined {
  const [similar] = similarTo(part, [...files, ...files.map((file) => file.slice(file.lastIndexOf('/') + 1))])
  return similar === undefined ? undefined : `Did you mean ${similar}?`
}

function filterHint(filter: string, files: readonly string[], { root, include }: Config): string {
  const globs = include?.join(', ') ?? defaultInclude
  const path = resolve(root, filter.replaceAll('\\', '/').replace(/(?::\d+){1,2}$/, ''))
  const part = relative(root, path).split(sep).join('/')
  if (existsSync(path)) {
    const skipped = skippedFolders.find((name) => part.split('/').includes(name))
    if (skipped !== undefined) {
      const glob = `${part.slice(0, `/${part}/`.indexOf(`/${skipped}/`))}${skipped}/**/*.loadero.ts`
      return `Folders named ${skipped} are searched only when include names them, for example '${glob}'.`
    }
    return statSync(path).isDirectory()
      ? `No spec file is below ${path} (${globs}).`
      : `${part} exists, but it is not a spec file (${globs}).`
  }
  if (files.length === 0)
    return `No spec file was found below ${root}; \`loadero-test init\` creates a first one.`
  return (
    similarFileHint(part, files) ??
    (/[*{}]/.test(filter)
      ? 'A filter is a part of a path, not a glob.'
      : `${plural(files.length, 'spec file')} ${files.length === 1 ? 'was' : 'were'} found below ${root}; \`loadero-test list\` prints them.`)
  )
}

/** What may be wrong with a glob that matches nothing. */
function globHint(glob: string, root: string): string {
  if (glob.trim() === '') return ' It is empty.'
  if (glob.includes('\\')) return ' Write / between folders.'
  const path = resolve(root, glob)
  return existsSync(path) && statSync(path).isDirectory()
    ? ` It is a folder: write '${glob.replace(/\/$/, '')}/**/*.loadero.ts'.`
    : ''
}
