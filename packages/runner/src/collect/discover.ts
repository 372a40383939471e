import fastGlob from 'fast-glob'

const defaultInclude = ['**/*.loadero.{ts,mts,js,mjs}']

/**
 * Finds spec files below the root.
 * @param filters parts of paths: a file is included when its path contains one of them. Without filters, all files are.
 * @returns paths relative to the root, with forward slashes, sorted
 */
export async function discover(
  root: string,
  include: readonly string[] = defaultInclude,
  filters: readonly string[] = [],
): Promise<readonly string[]> {
  const files = await fastGlob([...include], {
    cwd: root,
    ignore: ['**/node_modules/**', '**/dist/**', '**/.loadero/**'],
    followSymbolicLinks: false,
    // A folder that must not be read, such as the data of a database, has no specs.
    suppressErrors: true,
  })
  const parts = filters.map((filter) => filter.replaceAll('\\', '/').replace(/^\.\//, ''))
  return files.filter((file) => parts.length === 0 || parts.some((part) => file.includes(part))).toSorted()
}
