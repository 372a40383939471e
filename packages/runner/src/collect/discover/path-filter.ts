import { isAbsolute, join } from 'node:path'

/** A filter of the command line. */
export interface PathFilter {
  readonly matches: (file: string) => boolean
  /** The line of the tests that it selects, as in `specs/call.loadero.ts:12`. */
  readonly line?: number
}

/**
 * Reads a filter: a part of a path, or an absolute path that the files begin with. Slashes and backslashes are equal, and
 * so are composed and decomposed letters. The line and the column of a test may follow the path.
 * @param roots the root, as the user writes it and without links
 * @param files relative to the root
 */
export function readPathFilter(
  roots: readonly string[],
  filter: string,
  files: readonly string[],
): PathFilter {
  const text = comparable(filter)
  const [, path = text, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(text) ?? []
  const matcherOf = (part: string): PathFilter['matches'] => {
    if (!isAbsolute(filter)) {
      const start = part.replace(/^\.\//, '')
      return (file) => comparable(file).includes(start)
    }
    const pathsOf = (file: string) => roots.map((root) => comparable(join(root, file)))
    const isBelow = (file: string) =>
      pathsOf(file).some((one) => one === part || one.startsWith(part.replace(/\/?$/, '/')))
    // `specs` is not `specs-old`, but `specs/call` may be the beginning of a name.
    return files.some(isBelow) ? isBelow : (file) => pathsOf(file).some((one) => one.startsWith(part))
  }
  // A file may have such a name.
  if (line === undefined || files.some(matcherOf(text))) return { matches: matcherOf(text) }
  return { matches: matcherOf(path), line: Number(line) }
}

function comparable(path: string): string {
  return path.replaceAll('\\', '/').normalize('NFC')
}
