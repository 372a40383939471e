import { readFileSync, realpathSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ResolvedImport, ResolveImport } from './resolve.js'
import { SourceSyntaxError } from './source-position.js'
import { type TransformedFile, transformFile } from './transform.js'

type Namespace = Record<string, unknown>

interface LoadedModule {
  readonly exports: Namespace
  /** Settles when the module and its imports are evaluated. */
  evaluated: Promise<Namespace>
  /** The modules whose evaluation it waits for. */
  readonly waitingFor: Set<LoadedModule>
  isEvaluated: boolean
}

/** The code of a module, compiled but not evaluated. */
interface CompiledModule {
  readonly evaluate: (...values: readonly unknown[]) => unknown
  /** The `import()` of Node.js, which resolves packages from this file. */
  readonly native: (specifier: string) => Promise<Namespace>
}

export interface ModuleLoader {
  /** Loads a file with its imports, or a package as seen from `from`. */
  load(specifier: string, from: string): Promise<Namespace>
}

/**
 * Loads modules and their imports. Each loader evaluates all files of the author once; compiled code is shared.
 * A circular import throws as in Node.js when it reads a value that is not initialized.
 */
export function createModuleLoader(resolveImport: ResolveImport): ModuleLoader {
  const modules = new Map<string, LoadedModule>()
  const commonJs = new Map<string, { exports: unknown }>()

  const importFrom = (
    specifier: string,
    from: string,
    importer: LoadedModule | undefined,
    native: CompiledModule['native'],
  ) => {
    // Synchronous, so that the stack of an error contains the import.
    const resolved = resolveImport(specifier, from)
    return loadResolved(resolved, importer, native)
  }

  const loadResolved = async (
    resolved: ResolvedImport,
    importer: LoadedModule | undefined,
    native: CompiledModule['native'],
  ): Promise<Namespace> => {
    if (resolved.kind === 'native') return importNatively(resolved.specifier, native)
    // Linked files are one module, as in Node.js.
    const path = realpathSync(resolved.path)
    const module = modules.get(path) ?? start(path)
    if (module.isEvaluated || importer === undefined) return module.evaluated
    if (module === importer || waitsFor(module, importer)) return module.exports
    importer.waitingFor.add(module)
    try {
      return await module.evaluated
    } finally {
      importer.waitingFor.delete(module)
    }
  }

  const importNatively = async (specifier: string, native: CompiledModule['native']): Promise<Namespace> => {
    try {
      return await native(isFilePath(specifier) ? pathToFileURL(specifier).href : specifier)
    } catch (error) {
      // A package may have sources among its exports.
      const path = unknownExtensionOf(error)
      if (path === undefined) throw error
      return loadResolved({ kind: 'file', path }, undefined, native)
    }
  }

  const start = (path: string): LoadedModule => {
    const exports = Object.defineProperty(Object.create(null) as Namespace, Symbol.toStringTag, {
      value: 'Module',
    })
    const module: LoadedModule = {
      exports,
      waitingFor: new Set(),
      isEvaluated: false,
      evaluated: Promise.resolve(exports),
    }
    modules.set(path, module)
    module.evaluated = evaluate(path, module)
    // The importer handles the error.
    module.evaluated.catch(() => undefined)
    return module
  }

  const evaluate = async (path: string, module: LoadedModule): Promise<Namespace> => {
    const source = readFileSync(path, 'utf8')
    if (extname(path) === '.json') exportValue(module.exports, parseJson(source, path))
    else {
      const file = await transformFile(path, source)
      if (file.isCommonJs) exportValue(module.exports, requireFile(path, file))
      else await evaluateModule(path, file, module)
    }
    module.isEvaluated = true
    return module.exports
  }

  const evaluateModule = async (path: string, file: TransformedFile, module: LoadedModule) => {
    const { evaluate: run, native } = compile(path, file)
    const { exports } = module
    const importStatically = (specifier: string, { importedNames = [] }: ImportDetails = {}) => {
      const imported = importFrom(specifier, path, module, native)
      return imported.then((namespace) => withNames(namespace, importedNames))
    }
    await run(
      importStatically,
      (specifier: string) => importFrom(specifier, path, undefined, native),
      exports,
      (namespace: Namespace) => exportAll(exports, namespace),
      {
        url: pathToFileURL(path).href,
        filename: path,
        dirname: dirname(path),
        resolve: (specifier: string) => resolvedUrl(resolveImport(specifier, path), path),
        env: process.env,
      },
      createRequireFor(path),
      path,
      dirname(path),
    )
  }

  const requireFile = (path: string, file: TransformedFile): unknown => {
    const known = commonJs.get(path)
    if (known) return known.exports
    const module = { exports: {} as unknown, id: path, filename: path, loaded: false }
    commonJs.set(path, module)
    const { evaluate: run } = compile(path, file)
    run(module.exports, createRequireFor(path), module, path, dirname(path))
    module.loaded = true
    return module.exports
  }

  /** `require` for files of the author that are CommonJS modules or JSON; all others are those of Node.js. */
  const createRequireFor = (from: string): NodeJS.Require => {
    const native = createRequire(from)
    const requireModule = (specifier: string): unknown => {
      const resolved = /^\.{1,2}(?:$|[/\\])/.test(specifier) ? resolveImport(specifier, from) : undefined
      if (resolved?.kind !== 'file') return native(specifier)
      if (extname(resolved.path) === '.json')
        return parseJson(readFileSync(resolved.path, 'utf8'), resolved.path)
      return requireSource(resolved.path, native)
    }
    return Object.assign(requireModule, native)
  }

  const requireSource = (path: string, native: NodeJS.Require): unknown => {
    if (commonJs.has(path)) return commonJs.get(path)?.exports
    if (['.js', '.mjs', '.cjs'].includes(extname(path))) return native(path)
    throw new Error(`require() cannot load ${path}. Use import.`)
  }

  return {
    load: (specifier, from) =>
      loadResolved(resolveImport(specifier, from), undefined, compileNativeImport(from)),
  }
}

interface ImportDetails {
  readonly importedNames?: readonly string[]
}

const moduleParameters = [
  '__vite_ssr_import__',
  '__vite_ssr_dynamic_import__',
  '__vite_ssr_exports__',
  '__vite_ssr_exportAll__',
  '__vite_ssr_import_meta__',
  'require',
  '__filename',
  '__dirname',
]
const commonJsParameters = ['exports', 'require', 'module', '__filename', '__dirname']

/** The name of the function around a module, which is left out of shown stacks. */
const moduleFrame = '__loadero_module__'

/** Compiles through the CommonJS loader of Node.js, which reads the source map and its compile cache. */
function compile(path: string, { code, isCommonJs, mappings }: TransformedFile): CompiledModule {
  const map = { version: 3, names: [], sources: [pathToFileURL(path).href], mappings: `;${mappings}` }
  const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
  // A function within the function, so that a module may declare names such as `require` itself.
  const [head, tail] = isCommonJs
    ? [`function ${moduleFrame}(${commonJsParameters.join(',')}){`, '}']
    : [`function ${moduleFrame}(${moduleParameters.join(',')}){return (async()=>{"use strict";`, '})()}']
  return compileNatively(
    path,
    `module.exports={native:(s)=>import(s),evaluate:${head}\n${code}\n${tail}}\n${comment}`,
  )
}

function compileNativeImport(from: string): CompiledModule['native'] {
  return compileNatively(from, 'module.exports={native:(s)=>import(s),evaluate(){}}').native
}

interface CompilingModule extends Module {
  _compile(code: string, path: string): unknown
}

/** Node.js forgets the source map of a module that is garbage-collected, but its callbacks can still throw. */
const compiledModules = new Set<Module>()

function compileNatively(path: string, code: string): CompiledModule {
  const module = new Module(path) as CompilingModule
  compiledModules.add(module)
  module.filename = path
  // oxlint-disable-next-line no-underscore-dangle -- the name that Node.js gives it
  module._compile(code, path)
  return module.exports as CompiledModule
}

function exportValue(exports: Namespace, value: unknown): void {
  exports['default'] = value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const [name, item] of Object.entries(value)) if (name !== 'default') exports[name] = item
  // The default export of a compiled module.
  if ('__esModule' in value && 'default' in value) exports['default'] = value.default
}

function exportAll(exports: Namespace, namespace: Namespace): void {
  for (const name of Object.keys(namespace)) {
    if (name === 'default' || Object.hasOwn(exports, name)) continue
    Object.defineProperty(exports, name, {
      enumerable: true,
      configurable: true,
      get: () => namespace[name],
    })
  }
}

/** The names that a CommonJS package sets at run time are only found on its default export. */
function withNames(namespace: Namespace, names: readonly string[]): Namespace {
  const missing = names.filter((name) => !(name in namespace))
  if (missing.length === 0) return namespace
  const { default: value } = namespace
  const inner = typeof value === 'object' || typeof value === 'function' ? value : null
  if (inner !== null && missing.every((name) => name in inner)) {
    return new Proxy(namespace, {
      get: (target, name) => (name in target ? target[name as string] : (inner as Namespace)[name as string]),
      has: (target, name) => name in target || name in inner,
    })
  }
  return namespace
}

function waitsFor(module: LoadedModule, importer: LoadedModule, seen = new Set<LoadedModule>()): boolean {
  if (seen.has(module)) return false
  seen.add(module)
  return [...module.waitingFor].some((next) => next === importer || waitsFor(next, importer, seen))
}

function unknownExtensionOf(error: unknown): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  if (code !== 'ERR_UNKNOWN_FILE_EXTENSION') return undefined
  return / for (.+\.[cm]?tsx?)$/.exec(String(message))?.[1]
}

function parseJson(source: string, path: string): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    throw new SourceSyntaxError((error as Error).message, jsonPosition(source, error, path))
  }
}

function jsonPosition(source: string, error: unknown, file: string) {
  const offset = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0)
  const lines = source.slice(0, offset).split('\n')
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

function isFilePath(specifier: string): boolean {
  return specifier.startsWith('/') || /^[A-Za-z]:[/\\]/.test(specifier)
}

function resolvedUrl(resolved: ResolvedImport, from: string): string {
  if (resolved.kind === 'file') return pathToFileURL(resolved.path).href
  const path = createRequire(from).resolve(resolved.specifier)
  return path.startsWith('node:') || !isFilePath(path) ? path : pathToFileURL(path).href
}
