import { dirname, resolve } from 'node:path'
import { getTsconfig } from 'get-tsconfig'

/**
 * The `paths` of the project's tsconfig as prefixes that the loader understands: `@/*` → `src/*`, or a whole name.
 * Read once for all files; of several targets the first counts, and a pattern that is no prefix is left to node_modules.
 */
export function tsconfigPaths(root: string): Readonly<Record<string, string>> {
  const found = getTsconfig(root)
  const { baseUrl, paths = {} } = found?.config.compilerOptions ?? {}
  if (!found) return {}
  const base = resolve(dirname(found.path), baseUrl ?? '.')
  return Object.fromEntries(
    Object.entries(paths).flatMap(([pattern, [target]]) =>
      target === undefined || pattern === '*' || pattern.includes('*') !== target.includes('*')
        ? []
        : [[pattern.replace(/\/\*$/, ''), resolve(base, target.replace(/\/?\*$/, ''))]],
    ),
  )
}
