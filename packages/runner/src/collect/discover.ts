import fastGlob from 'fast-glob'

const defaultInclude = ['**/*.loadero.{ts,mts,js,mjs}']

/**
 * Finds spec files below the root.
 * @param filters a file is taken when its path contains one of them; none: every file
 * @returns paths relative to the root, with forward slashes, sorted
 */
export async function discover(
  root: string,
  include: readonly string[] = defaultInclude,
  filters: readonly string[] = [],
): Promise<readonly string[]> {
  const found = await fastGlob([...include], {
    cwd: root,
    ignore: ['**/node_modules/**', '**/dist/**', '**/.loadero/**'],
    followSymbolicLinks: false,
  })
  const wanted = filters.map((filter) => filter.replaceAll('\\', '/').replace(/^\.\//, ''))
  return found.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part))).toSorted()
}
