import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CompiledModule, compileNativeImport } from './compile-module.js'
import { type CompiledFile, compiledFiles, compileOnce, readSource } from './modules/compiled-files.js'
import { type ImportFrames, type ImportPlace, rememberImport, showImports } from './modules/import-places.js'
import { type IncompleteImport, missingNameError } from './modules/missing-names.js'
import { checkNames, exportAll, exportValue, type Namespace, withNames } from './modules/namespace.js'
import { parseJsonFile } from './modules/parse-json.js'
import {
  importMetaOf,
  isFilePath,
  realFile,
  resolveFile,
  resolveIfFound,
  type ResolvedImport,
  type ResolveImport,
  unknownExtensionOf,
} from './resolve.js'

interface LoadedModule {
  readonly exports: Namespace
  /** Settles when the module and its imports are evaluated. */
  evaluated: Promise<Namespace>
  /** The modules whose evaluation it waits for. */
  readonly waitingFor: Set<LoadedModule>
  isEvaluated: boolean
  /** What its evaluation threw. */
  failure?: { readonly error: unknown }
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
  /** The files that `require` can load. */
  readonly #prepared = new Set<string>()
  readonly #importFrames: ImportFrames = new WeakMap()
  readonly #incomplete: (IncompleteImport & ImportPlace)[] = []
  /** The modules that have `export *` of a module. */
  readonly #starExports = new Map<Namespace, Set<Namespace>>()
  readonly #resolveImport: ResolveImport
  readonly #beforeOther: () => void

  constructor(resolveImport: ResolveImport, beforeOther: () => void) {
    this.#resolveImport = resolveImport
    this.#beforeOther = beforeOther
  }

  readonly load = async (specifier: string, from: string): Promise<Namespace> => {
    let failure: { readonly error: unknown } | undefined
    let namespace: Namespace = {}
    try {
      const resolved = specifier === from ? resolveFile(from) : this.#resolveImport(specifier, from)
      namespace = await this.#loadResolved(resolved, undefined, (name) => compileNativeImport(from)(name))
    } catch (error) {
      failure = { error }
    }
    // A circular import may have got its names later. What has failed may have missed one.
    for (const incomplete of this.#incomplete.splice(0)) {
      const error = await missingNameError(incomplete)
      if (!error) continue
      rememberImport(this.#importFrames, error, incomplete)
      failure = { error }
      break
    }
    if (!failure) return namespace
    showImports(this.#importFrames, failure.error)
    throw failure.error
  }

  async #importFrom(
    specifier: string,
    from: string,
    { importer, native, site = new Error('import') }: Importing,
  ): Promise<Namespace> {
    try {
      // Synchronous, so that the stack of an error contains the import.
      const resolved = this.#resolveImport(specifier, from)
      return await this.#loadResolved(resolved, importer, native)
    } catch (error) {
      rememberImport(this.#importFrames, error, { site, file: from })
      throw error
    }
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
    module.evaluated.catch((error: unknown) => {
      module.failure = { error }
    })
    return module
  }

  async #evaluate(path: string, module: LoadedModule): Promise<Namespace> {
    const source = readSource(path)
    if (extname(path) === '.json') exportValue(module.exports, parseJsonFile(source, path))
    else {
      const compiled = await compileOnce(path, source)
      if (!compiled.isPlain) this.#beforeOther()
      if (compiled.code.includes('require')) await this.#prepareRequired(path, compiled, module)
      if (compiled.isCommonJs) exportValue(module.exports, this.#requireFile(path, compiled))
      else await this.#evaluateModule(path, compiled, module)
    }
    for (const exporting of this.#starExports.get(module.exports) ?? [])
      this.#exportAll(exporting, module.exports)
    module.isEvaluated = true
    return module.exports
  }

  async #evaluateModule(
    path: string,
    { evaluate: run, native, code, source }: CompiledFile,
    module: LoadedModule,
  ) {
    const { exports } = module
    const importStatically = async (
      specifier: string,
      { importedNames: names = [] }: { importedNames?: readonly string[] } = {},
    ) => {
      const site = new Error('import')
      const imported = await this.#importFrom(specifier, path, { importer: module, native, site })
      if (/^loadero-test(?:$|\/)/.test(specifier)) checkNames(imported, names, { specifier, path, source })
      const namespace = withNames(imported, names)
      if (names.some((name) => !(name in namespace)))
        this.#incomplete.push({ namespace, names, specifier, code, site, file: path })
      return namespace
    }
    await run(
      importStatically,
      async (specifier: string) => this.#importFrom(specifier, path, { native }),
      exports,
      (namespace: Namespace) => this.#exportAll(exports, namespace),
      // Most files use none of them, and each takes time.
      code.includes('import_meta') && importMetaOf(path, this.#resolveImport),
      /require|eval/.test(code) && this.#createRequireFor(path),
      path,
      code.includes('__dirname') && dirname(path),
    )
  }

  /** The names of a circular import come later. */
  #exportAll(exports: Namespace, from: Namespace): void {
    this.#starExports.set(from, (this.#starExports.get(from) ?? new Set()).add(exports))
    if (exportAll(exports, from))
      for (const next of this.#starExports.get(exports) ?? []) this.#exportAll(next, exports)
  }

  /** `require` is synchronous, so the files that it loads are compiled, or evaluated as ES modules, before. */
  async #prepareRequired(
    path: string,
    { code, native }: CompiledFile,
    importer: LoadedModule,
  ): Promise<void> {
    for (const [, , specifier = ''] of code.matchAll(
      /\brequire\s*\(\s*(['"])(\.{1,2}(?:[/\\].*?)?)\1\s*\)/g,
    )) {
      const required = resolveIfFound(this.#resolveImport, specifier, path)
      if (required?.kind !== 'file' || this.#prepared.has(required.path)) continue
      if (extname(required.path) === '.json') continue
      this.#prepared.add(required.path)
      const compiled = await compileOnce(required.path, readFileSync(required.path, 'utf8'))
      if (compiled.isCommonJs) await this.#prepareRequired(required.path, compiled, importer)
      // `require` throws it.
      else await this.#loadResolved(required, importer, native).catch(() => undefined)
    }
  }

  #requireFile(path: string, { evaluate: run, native }: CompiledModule): unknown {
    const known = this.#commonJs.get(path)
    if (known) return known.exports
    const module = { exports: {} as unknown, id: path, filename: path, loaded: false }
    this.#commonJs.set(path, module)
    const importDynamically = async (specifier: string) => this.#importFrom(specifier, path, { native })
    const require = this.#createRequireFor(path)
    try {
      run.call(module.exports, module.exports, require, module, path, dirname(path), importDynamically)
    } catch (error) {
      // As in Node.js, the next `require` runs it again.
      this.#commonJs.delete(path)
      throw error
    }
    module.loaded = true
    return module.exports
  }

  /** `require` for files of the author that are CommonJS modules or JSON; all others are those of Node.js. */
  #createRequireFor(from: string): NodeJS.Require {
    const native = createRequire(from)
    const requireModule = (specifier: string): unknown => {
      const site = new Error('require')
      try {
        const resolved = this.#resolveImport(specifier, from)
        if (resolved.kind !== 'file') return native(resolved.specifier)
        if (!/^\.{1,2}(?:$|[/\\])/.test(specifier)) return native(specifier)
        if (extname(resolved.path) === '.json')
          return parseJsonFile(readFileSync(resolved.path, 'utf8'), resolved.path)
        return this.#requireSource(resolved.path, native)
      } catch (error) {
        rememberImport(this.#importFrames, error, { site, file: from })
        throw error
      }
    }
    return Object.assign(requireModule, native)
  }

  #requireSource(path: string, native: NodeJS.Require): unknown {
    if (this.#commonJs.has(path)) return this.#commonJs.get(path)?.exports
    const compiled = this.#prepared.has(path) ? compiledFiles.get(path) : undefined
    if (compiled?.isCommonJs === true) return this.#requireFile(path, compiled)
    const module = this.#modules.get(path)
    if (module?.failure) throw module.failure.error
    if (module) return module.exports
    if (['.js', '.mjs', '.cjs'].includes(extname(path))) return native(path)
    throw new Error(`require() cannot load ${path}. Use import.`)
  }
}

/** Files that Node.js has loaded: the same modules for all specs of a thread. */
const nativeFiles = new Map<string, Namespace>()

interface Importing {
  readonly importer?: LoadedModule
  readonly native: CompiledModule['native']
  /** Its stack contains the import. */
  readonly site?: Error
}

function waitsFor(module: LoadedModule, importer: LoadedModule, seen = new Set<LoadedModule>()): boolean {
  if (seen.has(module)) return false
  seen.add(module)
  return [...module.waitingFor].some((next) => next === importer || waitsFor(next, importer, seen))
}
