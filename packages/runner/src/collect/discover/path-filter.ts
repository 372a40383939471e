import { isAbsolute, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A filter of the command line. */
export interface PathFilter {
  readonly matches: (file: string) => boolean
  /** The line of the tests that it selects, as in `specs/call.loadero.ts:12`. */
  readonly line?: number
}

/**
 * Reads a filter: a part of a path, or an absolute path or a `file:` URL that the files begin with. Slashes and
 * backslashes are equal, and so are composed and decomposed letters. Upper and lower case are equal when no file has the
 * case of the filter. The line and the column of a test may follow the path.
 * @param roots the root, as the user writes it and without links
 * @param files relative to the root
 */
export function readPathFilter(
  roots: readonly string[],
  filter: string,
  files: readonly string[],
): PathFilter {
  const written = filter.startsWith('file://') ? pathOfUrl(filter) : filter
  const text = comparable(written)
  const [, path = text, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(text) ?? []
  const matcherOf = (
    part: string,
    ofCase: (path: string) => string = (one) => one,
  ): PathFilter['matches'] => {
    const start = ofCase(part)
    if (!isAbsolute(written)) return (file) => ofCase(comparable(file)).includes(start)
    const pathsOf = (file: string) => roots.map((root) => ofCase(comparable(join(root, file))))
    const isBelow = (file: string) =>
      pathsOf(file).some((one) => one === start || one.startsWith(start.replace(/\/?$/, '/')))
    // `specs` is not `specs-old`, but `specs/call` may be the beginning of a name.
    return files.some(isBelow) ? isBelow : (file) => pathsOf(file).some((one) => one.startsWith(start))
  }
  const readings = [
    // A file may have such a name.
    { matches: matcherOf(text) },
    ...(line === undefined ? [] : [{ matches: matcherOf(path), line: Number(line) }]),
    { matches: matcherOf(text, toLowerCase) },
    ...(line === undefined ? [] : [{ matches: matcherOf(path, toLowerCase), line: Number(line) }]),
  ]
  return readings.find(({ matches }) => files.some(matches)) ?? { matches: () => false }
}

/** Without `//`, `/./` and `/../`; a slash at the end stays. */
function comparable(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/').normalize('NFC'))
}

function toLowerCase(path: string): string {
  return path.toLowerCase()
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return url
  }
}
