import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CompiledModule, compileModule, compileNativeImport } from './compile-module.js'
import { checkNames, exportAll, exportValue, type Namespace, withNames } from './namespace.js'
import { realFile, resolveFile, type ResolvedImport, type ResolveImport } from './resolve.js'
import { SourceSyntaxError } from './source-position.js'
import { transformFile } from './transform.js'

interface LoadedModule {
  readonly exports: Namespace
  /** Settles when the module and its imports are evaluated. */
  evaluated: Promise<Namespace>
  /** The modules whose evaluation it waits for. */
  readonly waitingFor: Set<LoadedModule>
  isEvaluated: boolean
}

export interface ModuleLoader {
  /** Loads a file with its imports, or a package as seen from `from`. A file is loaded as seen from itself. */
  readonly load: (specifier: string, from: string) => Promise<Namespace>
}

/**
 * Loads modules and their imports. Each loader evaluates all files of the author once; compiled code is shared.
 * A circular import throws as in Node.js when it reads a value that is not initialized.
 * @param beforeOther is called before a file is evaluated that is not plain
 */
export function createModuleLoader(
  resolveImport: ResolveImport,
  beforeOther: () => void = () => undefined,
): ModuleLoader {
  return new AuthorModules(resolveImport, beforeOther)
}

class AuthorModules implements ModuleLoader {
  readonly #modules = new Map<string, LoadedModule>()
  readonly #commonJs = new Map<string, { exports: unknown }>()
  readonly #resolveImport: ResolveImport
  readonly #beforeOther: () => void

  constructor(resolveImport: ResolveImport, beforeOther: () => void) {
    this.#resolveImport = resolveImport
    this.#beforeOther = beforeOther
  }

  readonly load = (specifier: string, from: string): Promise<Namespace> => {
    const resolved = specifier === from ? resolveFile(from) : this.#resolveImport(specifier, from)
    return this.#loadResolved(resolved, undefined, (name) => compileNativeImport(from)(name))
  }

  #importFrom(
    specifier: string,
    from: string,
    importer: LoadedModule | undefined,
    native: CompiledModule['native'],
  ) {
    // Synchronous, so that the stack of an error contains the import.
    const resolved = this.#resolveImport(specifier, from)
    return this.#loadResolved(resolved, importer, native)
  }

  async #loadResolved(
    resolved: ResolvedImport,
    importer: LoadedModule | undefined,
    native: CompiledModule['native'],
  ): Promise<Namespace> {
    if (resolved.kind === 'native') return this.#importNatively(resolved.specifier, native)
    const { path } = resolved
    const module = this.#modules.get(path) ?? this.#start(path)
    if (module.isEvaluated || importer === undefined) return module.evaluated
    if (module === importer || waitsFor(module, importer)) return module.exports
    importer.waitingFor.add(module)
    try {
      return await module.evaluated
    } finally {
      importer.waitingFor.delete(module)
    }
  }

  async #importNatively(specifier: string, native: CompiledModule['native']): Promise<Namespace> {
    const isFile = isFilePath(specifier)
    const known = isFile ? nativeFiles.get(specifier) : undefined
    if (known) return known
    try {
      const namespace = await native(isFile ? pathToFileURL(specifier).href : specifier)
      if (isFile) nativeFiles.set(specifier, namespace)
      return namespace
    } catch (error) {
      // A package may have sources among its exports.
      const path = unknownExtensionOf(error)
      if (path === undefined) throw error
      return this.#loadResolved({ kind: 'file', path: realFile(path) }, undefined, native)
    }
  }

  #start(path: string): LoadedModule {
    const exports = Object.defineProperty(Object.create(null) as Namespace, Symbol.toStringTag, {
      value: 'Module',
    })
    const module: LoadedModule = {
      exports,
      waitingFor: new Set(),
      isEvaluated: false,
      evaluated: Promise.resolve(exports),
    }
    this.#modules.set(path, module)
    module.evaluated = this.#evaluate(path, module)
    // The importer handles the error.
    module.evaluated.catch(() => undefined)
    return module
  }

  async #evaluate(path: string, module: LoadedModule): Promise<Namespace> {
    const source = recentSources.get(path) ?? readFileSync(path, 'utf8')
    recentSources.set(path, source)
    if (extname(path) === '.json') exportValue(module.exports, parseJson(source, path))
    else {
      const compiled = await compileOnce(path, source)
      if (!compiled.isPlain) {
        // It can write files.
        recentSources.clear()
        this.#beforeOther()
      }
      if (compiled.isCommonJs) exportValue(module.exports, this.#requireFile(path, compiled))
      else await this.#evaluateModule(path, compiled, module)
    }
    module.isEvaluated = true
    return module.exports
  }

  async #evaluateModule(
    path: string,
    { evaluate: run, native, code, source }: CompiledFile,
    module: LoadedModule,
  ) {
    const { exports } = module
    const importStatically = (specifier: string, { importedNames = [] }: ImportDetails = {}) => {
      const imported = this.#importFrom(specifier, path, module, native)
      return imported.then((namespace) => {
        if (/^loadero-test(?:$|\/)/.test(specifier))
          checkNames(namespace, importedNames, { specifier, path, source })
        return withNames(namespace, importedNames)
      })
    }
    await run(
      importStatically,
      async (specifier: string) => this.#importFrom(specifier, path, undefined, native),
      exports,
      (namespace: Namespace) => exportAll(exports, namespace),
      // Most files use none of them, and each takes time.
      code.includes('import_meta') && {
        url: pathToFileURL(path).href,
        filename: path,
        dirname: dirname(path),
        resolve: (specifier: string) => resolvedUrl(this.#resolveImport(specifier, path), path),
        env: process.env,
      },
      /require|eval/.test(code) && this.#createRequireFor(path),
      path,
      code.includes('__dirname') && dirname(path),
    )
  }

  #requireFile(path: string, { evaluate: run }: CompiledModule): unknown {
    const known = this.#commonJs.get(path)
    if (known) return known.exports
    const module = { exports: {} as unknown, id: path, filename: path, loaded: false }
    this.#commonJs.set(path, module)
    run(module.exports, this.#createRequireFor(path), module, path, dirname(path))
    module.loaded = true
    return module.exports
  }

  /** `require` for files of the author that are CommonJS modules or JSON; all others are those of Node.js. */
  #createRequireFor(from: string): NodeJS.Require {
    const native = createRequire(from)
    const requireModule = (specifier: string): unknown => {
      const resolved = this.#resolveImport(specifier, from)
      if (resolved.kind !== 'file') return native(resolved.specifier)
      if (!/^\.{1,2}(?:$|[/\\])/.test(specifier)) return native(specifier)
      if (extname(resolved.path) === '.json')
        return parseJson(readFileSync(resolved.path, 'utf8'), resolved.path)
      return this.#requireSource(resolved.path, native)
    }
    return Object.assign(requireModule, native)
  }

  #requireSource(path: string, native: NodeJS.Require): unknown {
    if (this.#commonJs.has(path)) return this.#commonJs.get(path)?.exports
    if (['.js', '.mjs', '.cjs'].includes(extname(path))) return native(path)
    throw new Error(`require() cannot load ${path}. Use import.`)
  }
}

/** The text of files that plain files, which follow each other, have loaded. */
const recentSources = new Map<string, string>()

/** Lets the next import of each file read it again. */
export function forgetSources(): void {
  recentSources.clear()
}

interface CompiledFile extends CompiledModule {
  readonly source: string
  readonly code: string
  readonly isCommonJs: boolean
  readonly isPlain: boolean
}

/** The compiled code of each file. Specs that import a file evaluate the same code, each once. */
const compiledFiles = new Map<string, CompiledFile>()

async function compileOnce(path: string, source: string): Promise<CompiledFile> {
  const known = compiledFiles.get(path)
  if (known?.source === source) return known
  const file = await transformFile(path, source)
  const { code, isCommonJs, isPlain } = file
  const compiled = { source, code, isCommonJs, isPlain, ...compileModule(path, file) }
  compiledFiles.set(path, compiled)
  return compiled
}

/** Whether a file of the author contains a name, also one that Node.js has loaded with `require`. */
export function isNamedByAuthor(name: string): boolean {
  const required = Object.keys(createRequire(import.meta.url).cache).filter(
    (path) => !path.includes(`${sep}node_modules${sep}`),
  )
  return (
    [...compiledFiles.values()].some(({ source }) => source.includes(name)) ||
    required.some((path) => readFileSync(path, 'utf8').includes(name))
  )
}

/** Files that Node.js has loaded: the same modules for all specs of a thread. */
const nativeFiles = new Map<string, Namespace>()

interface ImportDetails {
  readonly importedNames?: readonly string[]
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
    return JSON.parse(source.replace(/^\uFEFF/, ''))
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
