import { realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Plugin } from 'rolldown'
import { createProjectResolver } from '../worker/resolve.js'

const moduleExtensions = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])

/**
 * Finds all files of a spec or a script: itself and its imports, without packages. A file with a syntax error is
 * included, but not its imports.
 * @param file absolute path; the `paths` of the nearest tsconfig apply
 * @returns absolute paths, with links resolved
 */
export async function findSources(file: string): Promise<ReadonlySet<string>> {
  const path = await realpath(file).catch(() => file)
  const files = new Set([path])
  if (!moduleExtensions.has(extname(path))) return files
  // Only watch mode needs the bundler.
  const { rolldown } = await import('rolldown')
  const build = await rolldown({
    input: path,
    platform: 'node',
    treeshake: false,
    plugins: [recordFiles(files)],
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
function recordFiles(files: Set<string>): Plugin {
  const resolveInProject = createProjectResolver()
  return {
    name: 'loadero-test',
    resolveId(id, importer) {
      if (importer === undefined) return undefined
      const path = resolveInProject(id, importer)
      return path === undefined ? { id, external: true } : realpathSync(path)
    },
    load(id) {
      if (!id.startsWith('\0')) files.add(id)
      return undefined
    },
  }
}
