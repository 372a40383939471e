import { dirname, resolve } from 'node:path'
import { errorMessage } from '@loadero-test/core/internal'
import { getTsconfig } from 'get-tsconfig'
import { UserError } from '../model/errors.js'

/**
 * The `paths` of the project's tsconfig, as aliases of the loader: `@/*` → `src/*`, or a whole name.
 * Of several targets, the first is used. Patterns that are neither a name nor a prefix are ignored.
 */
export function tsconfigPaths(root: string): Readonly<Record<string, string>> {
  const tsconfig = readTsconfig(root)
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

function readTsconfig(root: string) {
  try {
    return getTsconfig(root)
  } catch (error) {
    throw new UserError('config', `tsconfig.json cannot be read: ${errorMessage(error)}`)
  }
}
