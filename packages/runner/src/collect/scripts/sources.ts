import { realpath } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Plugin } from 'rolldown'
import { createPathsFinder } from '../tsconfig-paths.js'
import { probe } from '../worker/resolve.js'

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
    resolve: { extensionAlias: { '.js': ['.ts', '.js'], '.mjs': ['.mts', '.mjs'] } },
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
  const pathsOf = createPathsFinder()
  return {
    name: 'loadero-test',
    async resolveId(id, importer) {
      if (importer === undefined) return undefined
      const mapped = isRelative(id) ? undefined : pathsOf(importer)(id).map(probe).find(isFound)
      if (mapped !== undefined) return mapped
      const isLocal = isRelative(id)
      const resolved = isLocal ? await this.resolve(id, importer, { skipSelf: true }) : undefined
      return resolved ?? { id, external: true }
    },
    load(id) {
      if (!id.startsWith('\0')) files.add(id)
      return undefined
    },
  }
}

function isRelative(id: string): boolean {
  return /^[./\\]|^[A-Za-z]:/.test(id)
}

function isFound(path: string | undefined): boolean {
  return path !== undefined
}
