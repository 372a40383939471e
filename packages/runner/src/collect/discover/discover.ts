import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { relativePath } from '@loadero-test/core/internal'
import { type IncludePattern, readIncludePattern } from './include-pattern.js'
import { readPathFilter } from './path-filter.js'
import { walkFiles } from './walk.js'

/** The spec files of a project that does not name its own. */
export const defaultInclude = '**/*.loadero.{ts,mts,cts,tsx,js,mjs,cjs,jsx}'

/** Folders of tools and of built files. They are searched when a pattern names them. */
export const skippedFolders: readonly string[] = ['node_modules', 'dist', '.git', '.loadero']

export interface FileSearch {
  /** Absolute path. */
  readonly root: string
  /**
   * Globs relative to the root; those that begin with `!` exclude files, and folders with all that is in them. Default:
   * all `*.loadero.*` source files.
   */
  readonly include?: readonly string[] | undefined
  /**
   * Parts of paths, or absolute paths or `file:` URLs that the files begin with, all with an optional `:line`. A file is
   * included when one of them matches. Without filters, all files are.
   */
  readonly filters?: readonly string[] | undefined
}

/** All paths are relative to the root, with forward slashes, and sorted. */
export interface DiscoveredFiles {
  /** The spec files that a filter matches. */
  readonly files: readonly string[]
  /** The spec files, whether a filter matches them or not. */
  readonly allFiles: readonly string[]
  /** The lines of the selected tests, for the files that only filters with a line match. */
  readonly lines: ReadonlyMap<string, readonly number[]>
  /** Folders that may have spec files and cannot be read. */
  readonly unreadable: readonly string[]
  /** The globs and filters that match no file. */
  readonly unmatched: { readonly include: readonly string[]; readonly filters: readonly string[] }
}

/** Finds spec files. A file that several links lead to is one file. */
export async function discover({ root, include = [], filters = [] }: FileSearch): Promise<DiscoveredFiles> {
  // `!(a).loadero.ts` is all but one name.
  const excluded = include.filter((pattern) => /^!(?!\()/.test(pattern))
  const chosen = include.filter((pattern) => !excluded.includes(pattern))
  // A folder is excluded with its files.
  const exclusions = excluded
    .map((pattern) => pattern.slice(1).replace(/\/+$/, ''))
    .filter((pattern) => pattern !== '')
    .flatMap((pattern) => [readIncludePattern(root, pattern), readIncludePattern(root, `${pattern}/**`)])
  const patterns = (chosen.length === 0 ? [defaultInclude] : chosen).map((text) => ({
    text,
    ...readIncludePattern(root, text),
  }))
  const isExcluded = (path: string) => exclusions.some((one) => isMatch(one, path))
  const searched = await Promise.all(
    patterns.map(async (pattern) => {
      const { files, unreadable } = await walkFiles(
        pattern.base,
        skippedFolders.filter((name) => !pattern.names.has(name)),
      )
      const matching = files.filter(({ path }) => isMatch(pattern, path) && !isExcluded(path))
      // Any name is for all of its files.
      return { matching, unreadable: unreadable.filter((path) => !isExcluded(join(path, 'file'))) }
    }),
  )
  // Of several paths that lead to one file, it is the one without links, otherwise the first.
  const byRealPath = new Map<string, string>()
  const ordered = searched
    .flatMap(({ matching }) => matching)
    .toSorted((a, b) => Number(a.isLinked) - Number(b.isLinked) || (a.path < b.path ? -1 : 1))
  for (const { path, realPath } of ordered) if (!byRealPath.has(realPath)) byRealPath.set(realPath, path)
  const allFiles = [...byRealPath.values()].toSorted().map((path) => relativePath(root, path))
  const roots = [root, await realpath(root).catch(() => root)]
  const readFilters = filters.map((text) => ({ text, ...readPathFilter(roots, text, allFiles) }))
  const lines = new Map<string, readonly number[]>()
  const files = allFiles.filter((file) => {
    const matching = readFilters.filter(({ matches }) => matches(file))
    const ofFile = matching.flatMap(({ line }) => line ?? [])
    if (ofFile.length > 0 && ofFile.length === matching.length) lines.set(file, ofFile)
    return filters.length === 0 || matching.length > 0
  })
  return {
    files,
    allFiles,
    lines,
    unreadable: [
      ...new Set(
        searched.flatMap(({ unreadable }) => unreadable.map((path) => relativePath(root, path) || '.')),
      ),
    ].toSorted(),
    unmatched: {
      include: patterns.filter((_, index) => searched[index]?.matching.length === 0).map(({ text }) => text),
      filters: readFilters.filter(({ matches }) => !allFiles.some(matches)).map(({ text }) => text),
    },
  }
}

function isMatch({ base, matches }: IncludePattern, path: string): boolean {
  return matches(relativePath(base, path).normalize('NFC'))
}
