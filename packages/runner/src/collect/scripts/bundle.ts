import { readFileSync, realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import { type OutputChunk, type Plugin, rolldown, type RolldownLog, VERSION } from 'rolldown'
import type { ScriptMap } from '../../model/spec.js'
import { originalPosition } from '../../model/wire/script-position.js'
import { entry, bundleProblemsOf } from './bundle-problems.js'
import { createProjectResolver } from '../worker/resolve.js'
import { findReturnedFunction, parseSource } from './syntax-tree.js'
import { nodeGlobalsIn } from './node-globals.js'
import { scriptLibrary } from './script-library.js'
import { syntaxErrorOf } from './script-plain.js'
import { badScript, inProject, type ScriptProblem, type ScriptProblems } from './script-problem.js'

/** A script with all its imports, as code that assigns its function to `script`. */
export interface Bundle {
  readonly code: string
  readonly map: Required<ScriptMap>
  readonly isAsync: boolean
  readonly warnings: readonly ScriptProblem[]
  /** Name and version: another version may generate other code for the same script. */
  readonly bundler: string
}

export interface BundleRequest {
  /** Project root: paths in the map are relative to it. */
  readonly root: string
  /** Absolute path. */
  readonly file: string
  /** Replaces the text of the file. */
  readonly entryModule?: EntryModule | undefined
}

/** A module whose lines have the numbers of the file, and that exports the script as default. */
export interface EntryModule {
  readonly code: string
  readonly isAsync: boolean
}

/** Bundles a TypeScript or JavaScript module. The same files give the same code, on any machine. */
export async function bundle({
  file,
  entryModule,
  ...request
}: BundleRequest): Promise<Bundle | ScriptProblems> {
  const script = inProject(request.root, file)
  // The bundler identifies modules by their real paths.
  const root = await realpath(request.root)
  const { chunk, thrown, logs } = await build({ root, file, entryModule })
  const problems = bundleProblemsOf(script, root, thrown, logs)
  if (problems.length > 0 || !chunk) return { problems }
  const program = parseSource(chunk.code)
  const returned = entryModule ?? (program && findReturnedFunction(program))
  if (!returned)
    return {
      problems: [
        badScript(script, 'does not export a function as default', {
          hint: 'Export the function itself: `export default async (client, vars) => { … }`. The result of a call is not supported.',
        }),
      ],
    }
  const map = {
    sources: (chunk.map?.sources ?? []).map((source) => inProject('', source)),
    mappings: chunk.map?.mappings ?? '',
  }
  // The bundler does not compile new syntax, such as decorators.
  const syntaxError = syntaxErrorOf(chunk.code, 'bundle')
  if (syntaxError) {
    const location = originalPosition(map, syntaxError.line ?? 1)
    const message = `has syntax that Node.js does not support: ${syntaxError.message}`
    return { problems: [badScript(script, message, { ...(location && { location }) })] }
  }
  const warnings = nodeGlobalsIn(chunk.code, (line, column) => originalPosition(map, line, column))
  return { code: chunk.code, map, isAsync: returned.isAsync, warnings, bundler: `rolldown ${VERSION}` }
}

async function build({ root, file, entryModule }: BundleRequest): Promise<{
  readonly chunk?: OutputChunk
  readonly thrown?: unknown
  readonly logs: readonly RolldownLog[]
}> {
  const logs: RolldownLog[] = []
  const modules = await rolldown({
    input: entry,
    cwd: root,
    platform: 'browser',
    treeshake: true,
    // Debug comments contain paths of packages, which differ between package managers.
    experimental: { attachDebugInfo: 'none' },
    transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [entryPlugin(file, entryModule)],
    onLog: (_level, log) => void logs.push(log),
  })
  try {
    const { output } = await modules.generate({
      format: 'iife',
      name: 'script',
      exports: 'default',
      strict: true,
      comments: false,
      minify: false,
      codeSplitting: false,
      // Sources of the map are relative to this directory. Nothing is written to it.
      dir: root,
      sourcemap: 'hidden',
      sourcemapExcludeSources: true,
    })
    return { chunk: output[0], logs }
  } catch (thrown) {
    return { thrown, logs }
  } finally {
    await modules.close()
  }
}

/** Imports only the default export of the script, and replaces `loadero-test/script`, so that its installed path does not matter. */
function entryPlugin(file: string, entryModule: EntryModule | undefined): Plugin {
  let entryId: string | undefined
  const texts: Readonly<Record<string, string>> = {
    [entry]: `export { default } from ${JSON.stringify(file)}`,
    '\0loadero-test/script': scriptLibrary,
  }
  const alias = (id: string) =>
    /^(loadero-test|@loadero-test\/runner)\/script$/.test(id) ? '\0loadero-test/script' : id
  const resolveInProject = createProjectResolver()
  return {
    name: 'loadero-test',
    async resolveId(id, importer) {
      if (alias(id) in texts) return alias(id)
      if (importer === entry && entryModule !== undefined) {
        const resolved = await this.resolve(id, importer, { skipSelf: true })
        entryId = resolved?.id
        return resolved
      }
      if (importer === undefined || importer.startsWith('\0') || id.startsWith('\0')) return undefined
      // As in the spec file; packages are left to the bundler.
      if (importer.includes(`${sep}node_modules${sep}`)) return undefined
      const path = resolveInProject(id, importer)
      return path === undefined ? undefined : realpathSync(path)
    },
    load(id) {
      if (!id.endsWith('.json')) return id === entryId ? entryModule?.code : texts[id]
      // Editors of other systems write a mark before the text.
      return { code: readFileSync(id, 'utf8').replace(/^\uFEFF/, ''), moduleType: 'json' }
    },
  }
}
