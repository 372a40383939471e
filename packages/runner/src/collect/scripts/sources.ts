import { realpath } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Plugin } from 'rolldown'
import { tsconfigPaths } from '../tsconfig-paths.js'

const modules = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])

/**
 * All files that a spec or a script is made of: itself and what it imports, packages left out. What cannot be read, such
 * as a file with a syntax error, is among them, what stands behind it is not.
 * @param root of the project, whose tsconfig may say where imports lead
 * @param file absolute path
 * @returns absolute paths, links followed
 */
export async function sourcesOf(root: string, file: string): Promise<ReadonlySet<string>> {
  const path = await realpath(file).catch(() => file)
  const found = new Set([path])
  if (!modules.has(extname(path))) return found
  const alias = tsconfigPaths(root)
  // Loaded by those who watch alone.
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    input: path,
    platform: 'node',
    treeshake: false,
    resolve: { alias, extensionAlias: { '.js': ['.ts', '.js'], '.mjs': ['.mts', '.mjs'] } },
    plugins: [collector(found, Object.keys(alias))],
    onLog: () => {},
  })
  try {
    await build.generate()
  } catch {
    // The session tells what is wrong with it.
  } finally {
    await build.close()
  }
  return found
}

/** Notes each file, and leaves packages and what cannot be found alone. */
function collector(found: Set<string>, aliases: readonly string[]): Plugin {
  return {
    name: 'loadero-test',
    async resolveId(id, importer) {
      if (importer === undefined) return undefined
      const isOurs =
        /^[./\\]|^[A-Za-z]:/.test(id) || aliases.some((start) => `${id}/`.startsWith(`${start}/`))
      const resolved = isOurs ? await this.resolve(id, importer, { skipSelf: true }) : undefined
      return resolved ?? { id, external: true }
    },
    load(id) {
      if (!id.startsWith('\0')) found.add(id)
      return undefined
    },
  }
}
