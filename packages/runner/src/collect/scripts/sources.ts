import { realpath } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Plugin } from 'rolldown'
import { tsconfigPaths } from '../tsconfig-paths.js'

const moduleExtensions = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])

/**
 * Finds all files of a spec or a script: itself and its imports, without packages. A file with a syntax error is
 * included, but not its imports.
 * @param root of the project: the `paths` of its tsconfig apply
 * @param file absolute path
 * @returns absolute paths, with links resolved
 */
export async function findSources(root: string, file: string): Promise<ReadonlySet<string>> {
  const path = await realpath(file).catch(() => file)
  const files = new Set([path])
  if (!moduleExtensions.has(extname(path))) return files
  const alias = tsconfigPaths(root)
  // Only watch mode needs the bundler.
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    input: path,
    platform: 'node',
    treeshake: false,
    resolve: { alias, extensionAlias: { '.js': ['.ts', '.js'], '.mjs': ['.mts', '.mjs'] } },
    plugins: [recordFiles(files, Object.keys(alias))],
    onLog: () => {},
  })
  try {
    await build.generate()
  } catch {
    // The session reports the error.
  } finally {
    await build.close()
  }
  return files
}

/** Records each loaded file. Packages and missing files are external. */
function recordFiles(files: Set<string>, aliases: readonly string[]): Plugin {
  return {
    name: 'loadero-test',
    async resolveId(id, importer) {
      if (importer === undefined) return undefined
      const isLocal =
        /^[./\\]|^[A-Za-z]:/.test(id) || aliases.some((start) => `${id}/`.startsWith(`${start}/`))
      const resolved = isLocal ? await this.resolve(id, importer, { skipSelf: true }) : undefined
      return resolved ?? { id, external: true }
    },
    load(id) {
      if (!id.startsWith('\0')) files.add(id)
      return undefined
    },
  }
}
