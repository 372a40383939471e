import { dirname, resolve } from 'node:path'
import { getTsconfig } from 'get-tsconfig'

/**
 * The `paths` of the project's tsconfig, as aliases of the loader: `@/*` → `src/*`, or a whole name.
 * Of several targets, the first is used. Patterns that are neither a name nor a prefix are ignored.
 */
export function tsconfigPaths(root: string): Readonly<Record<string, string>> {
  const tsconfig = getTsconfig(root)
  const { baseUrl, paths = {} } = tsconfig?.config.compilerOptions ?? {}
  if (!tsconfig) return {}
  const base = resolve(dirname(tsconfig.path), baseUrl ?? '.')
  return Object.fromEntries(
    Object.entries(paths).flatMap(([pattern, [target]]) =>
      target === undefined || pattern === '*' || pattern.includes('*') !== target.includes('*')
        ? []
        : [[pattern.replace(/\/\*$/, ''), resolve(base, target.replace(/\/?\*$/, ''))]],
    ),
  )
}
