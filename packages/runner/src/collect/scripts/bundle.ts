import { realpath } from 'node:fs/promises'
import {
  type InputOptions,
  type OutputChunk,
  type OutputOptions,
  type Plugin,
  rolldown,
  type RolldownLog,
  VERSION,
} from 'rolldown'
import { parseAst } from 'rolldown/parseAst'
import type { ScriptMap } from '../../model/model.js'
import { originalPosition } from './script-position.js'
import { entry, bundleProblemsOf } from './bundle-problems.js'
import { freeUses, returnedFunction, type SyntaxNode } from './bundle-syntax.js'
import { syntaxErrorOf } from './script-plain.js'
import { badScript, inProject, problemPlaceOf, type ScriptProblem, type ScriptProblems } from './script-problem.js'

/** A script with all that it imports, as statements that leave its function in `script`. */
export interface Bundle {
  readonly code: string
  readonly map: Required<ScriptMap>
  readonly isAsync: boolean
  readonly warnings: readonly ScriptProblem[]
  /** Another version may put the same script in other words. */
  readonly bundler: string
}

export interface BundleRequest {
  /** Of the project: paths in a map are relative to it. */
  readonly root: string
  /** Absolute path. */
  readonly file: string
}

/** Makes one text of a TypeScript or JavaScript module. The same files give the same text, wherever and whenever. */
export async function bundle({ file, ...request }: BundleRequest): Promise<Bundle | ScriptProblems> {
  const script = inProject(request.root, file)
  // Modules are known by their real paths.
  const root = await realpath(request.root)
  const { chunk, thrown, logs } = await build({ root, file })
  const problems = bundleProblemsOf(script, root, thrown, logs)
  if (problems.length > 0 || !chunk) return { problems }
  const program = parseAst(chunk.code, { preserveParens: false }) as unknown as SyntaxNode
  const returned = returnedFunction(program)
  if (!returned) return { problems: [notAFunction(script)] }
  const map = mapOf(chunk)
  const unknown = syntaxErrorOf(chunk.code, 'bundle')
  if (unknown) return { problems: [unknownSyntax(script, unknown, map)] }
  const warnings = foreignNames(program, chunk.code, map)
  return { code: chunk.code, map, isAsync: returned.isAsync, warnings, bundler: `rolldown ${VERSION}` }
}

interface Built {
  readonly chunk?: OutputChunk
  readonly thrown?: unknown
  readonly logs: readonly RolldownLog[]
}

async function build(request: BundleRequest): Promise<Built> {
  const logs: RolldownLog[] = []
  const modules = await rolldown({ ...input(request), onLog: (_level, log) => void logs.push(log) })
  try {
    return { chunk: (await modules.generate(output(request.root))).output[0], logs }
  } catch (thrown) {
    return { thrown, logs }
  } finally {
    await modules.close()
  }
}

function input({ root, file }: BundleRequest): InputOptions {
  return {
    input: entry,
    cwd: root,
    platform: 'browser',
    treeshake: true,
    // Otherwise paths of packages, which differ between package managers, stand in comments.
    experimental: { attachDebugInfo: 'none' },
    transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [modules(file)],
  }
}

function output(root: string): OutputOptions {
  return {
    format: 'iife',
    name: 'script',
    exports: 'default',
    strict: true,
    comments: false,
    minify: false,
    codeSplitting: false,
    // Sources of the map are relative to it; nothing is written there.
    dir: root,
    sourcemap: 'hidden',
    sourcemapExcludeSources: true,
  }
}

/** A script may export more than its function; and what `defineScript` does must not depend on where we are installed. */
function modules(file: string): Plugin {
  const texts: Readonly<Record<string, string>> = {
    [entry]: `export { default } from ${JSON.stringify(file)}`,
    '\0loadero-test/script': 'export const defineScript = (play) => play',
  }
  const alias = (id: string) =>
    /^(loadero-test|@loadero-test\/runner)\/script$/.test(id) ? '\0loadero-test/script' : id
  return {
    name: 'loadero-test',
    resolveId: (id) => (alias(id) in texts ? alias(id) : undefined),
    load: (id) => texts[id],
  }
}

function mapOf({ map }: OutputChunk): Required<ScriptMap> {
  return {
    sources: (map?.sources ?? []).map((source) => inProject('', source)),
    mappings: map?.mappings ?? '',
  }
}

function notAFunction(script: string): ScriptProblem {
  return badScript(script, 'does not export a function as default', {
    hint: 'Write the function itself: `export default async (client, vars) => { … }`. What a call returns cannot be told from outside.',
  })
}

/** What the bundler passes on as it is, such as decorators. */
function unknownSyntax(
  script: string,
  { message, line = 1 }: NonNullable<ReturnType<typeof syntaxErrorOf>>,
  map: ScriptMap,
): ScriptProblem {
  const location = originalPosition(map, line)
  return badScript(script, `has syntax that JavaScript does not know yet: ${message}`, {
    ...(location && { location }),
  })
}

const nodeNames = ['process', 'require', 'module', '__dirname', '__filename']

/** What Node.js has and a script should not count on, at the author's own lines. */
function foreignNames(program: SyntaxNode, code: string, map: ScriptMap): readonly ScriptProblem[] {
  return freeUses(program, nodeNames).flatMap(({ start, name }) => {
    const lines = code.slice(0, start).split('\n')
    const location = originalPosition(map, lines.length, (lines.at(-1)?.length ?? 0) + 1)
    if (!location || location.file.includes('node_modules/')) return []
    return [
      {
        code: 'script-globals',
        message: `script ${problemPlaceOf(location)} uses ${name}, which is the participant's machine's there, if anything`,
        location,
        hint: 'Read it in the spec file, and hand it over by `vars`.',
      },
    ]
  })
}
