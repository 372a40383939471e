import { lstatSync, realpathSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createPathsFinder } from '../tsconfig-paths.js'
import { findPackageFile } from './modules/package-file.js'
import { compiled, isFile, isInstalled, probe, probeFolder } from './modules/probe.js'

/** `file`: loaded by us, by its path without links, because linked files are one module. `native`: imported by Node.js. */
export type ResolvedImport =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'native'; readonly specifier: string }

export type ResolveImport = (specifier: string, from: string) => ResolvedImport

/**
 * Resolves imports as TypeScript's bundler mode does: extensions and `index` may be left out, and the `paths` of the
 * nearest tsconfig apply. Packages are left to Node.js, unless they are linked folders. A resolver resolves a relative
 * import of a folder once.
 */
export function createResolver(alias: Readonly<Record<string, string>>): ResolveImport {
  const resolveOnce = createUncachedResolver(alias)
  const folders = new Map<string, Map<string, ResolvedImport>>()
  return (specifier, from) => {
    // The tsconfig of a package's import depends on the file.
    if (!/^\.{1,2}[/\\]/.test(specifier)) return resolveOnce(specifier, from)
    const folder = dirname(from)
    const known = folders.get(folder) ?? new Map<string, ResolvedImport>()
    folders.set(folder, known)
    // What is missing may be created later.
    const resolved = known.get(specifier) ?? resolveOnce(specifier, from)
    known.set(specifier, resolved)
    return resolved
  }
}

function createUncachedResolver(alias: Readonly<Record<string, string>>): ResolveImport {
  const resolveInProject = createProjectResolver()
  return (specifier, from) => {
    if (isBuiltin(specifier)) return { kind: 'native', specifier }
    // The compiler imports what this version of Node.js lacks.
    if (specifier.startsWith('@oxc-project/runtime/'))
      return { kind: 'native', specifier: createRequire(import.meta.url).resolve(specifier) }
    const aliased = aliasOf(specifier, alias)
    // A built file of this package needs no compiler.
    if (aliased !== undefined)
      return /\.m?js$/.test(aliased) ? { kind: 'native', specifier: aliased } : resolvedFile(aliased)
    const path = resolveInProject(specifier, from)
    if (path !== undefined) return resolvedFile(path)
    if (isPath(specifier)) throw notFound(specifier)
    return resolvePackage(specifier, from)
  }
}

/** Finds the file that an import of a spec or a script means, by its path or by the tsconfig nearest to `from`. */
export function createProjectResolver(): (specifier: string, from: string) => string | undefined {
  const pathsOf = createPathsFinder()
  return (specifier, from) => {
    if (specifier.startsWith('file:')) return probe(fileURLToPath(specifier))
    if (isPath(specifier)) {
      const path = resolve(dirname(from), specifier)
      // `.`, `..` and `./room/` are folders, also beside a file of the same name.
      if (/(?:^|[/\\])\.{0,2}$/.test(specifier)) return probeFolder(path)
      // A folder may have a question mark in its name; otherwise it begins a query.
      return probe(path) ?? (path.includes('?') ? probe(path.replace(/\?[^/\\]*$/, '')) : undefined)
    }
    return pathsOf(from)(specifier)
      .map((path) => probe(path.replace(/\.d\.([cm]?)ts$/, '.$1js')))
      .find((path) => path !== undefined)
  }
}

function isPath(specifier: string): boolean {
  return /^\.{1,2}(?:$|[/\\])/.test(specifier) || isAbsolute(specifier) || specifier.startsWith('file:')
}

/** The copy of this package that runs, also for a project that does not install it. */
function aliasOf(specifier: string, alias: Readonly<Record<string, string>>): string | undefined {
  for (const [name, path] of Object.entries(alias)) {
    if (specifier === name) return path
    if (specifier.startsWith(`${name}/`)) {
      return probe(join(dirname(path), specifier.slice(name.length + 1)))
    }
  }
  return undefined
}

const realFolders = new Map<string, string>()

/** The path of a file without links. A folder that is a link stays one while a thread or a build runs. */
export function realFile(path: string): string {
  const own = inRealFolder(path)
  return lstatSync(own).isSymbolicLink() ? realpathSync(own) : own
}

function inRealFolder(path: string): string {
  const folder = dirname(path)
  const real = realFolders.get(folder) ?? realpathSync(folder)
  realFolders.set(folder, real)
  return real === folder ? path : join(real, basename(path))
}

function resolvedFile(path: string, real = realFile(path)): ResolvedImport {
  return compiled.has(extname(path)) && (!isInstalled(real) || extname(path) === '.json')
    ? { kind: 'file', path: real }
    : { kind: 'native', specifier: path }
}

/** The module that a file is. */
export function resolveFile(path: string): ResolvedImport {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) return resolvedFile(path, inRealFolder(path))
  if (!isFile(path)) throw notFound(path)
  return resolvedFile(path)
}

/** A linked package, such as one of a workspace, may have sources that only we can run. */
function resolvePackage(specifier: string, from: string): ResolvedImport {
  const own = findPackageFile(specifier, from)
  if (own !== undefined) return resolvedFile(own)
  try {
    const path = createRequire(from).resolve(specifier)
    if (isAbsolute(path)) {
      const resolved = resolvedFile(path)
      if (resolved.kind === 'file') return resolved
    }
  } catch {
    // It has only exports for `import`, or is missing, which Node.js reports.
  }
  return { kind: 'native', specifier }
}

function notFound(specifier: string): Error {
  return Object.assign(new Error(`Cannot find module '${specifier}'`), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
}

export function isFilePath(specifier: string): boolean {
  return specifier.startsWith('/') || /^[A-Za-z]:[/\\]/.test(specifier)
}

/** Undefined when there is none. */
export function resolveIfFound(
  resolveImport: ResolveImport,
  specifier: string,
  from: string,
): ResolvedImport | undefined {
  try {
    return resolveImport(specifier, from)
  } catch {
    return undefined
  }
}

/** The `import.meta` of a file. */
export function importMetaOf(path: string, resolveImport: ResolveImport) {
  return {
    url: pathToFileURL(path).href,
    filename: path,
    dirname: dirname(path),
    resolve: (specifier: string) => resolvedUrl(resolveImport(specifier, path), path),
    env: process.env,
  }
}

function resolvedUrl(resolved: ResolvedImport, from: string): string {
  if (resolved.kind === 'file') return pathToFileURL(resolved.path).href
  const path = createRequire(from).resolve(resolved.specifier)
  return path.startsWith('node:') || !isFilePath(path) ? path : pathToFileURL(path).href
}

/** The file that Node.js refuses because of its extension. */
export function unknownExtensionOf(error: unknown): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  if (code !== 'ERR_UNKNOWN_FILE_EXTENSION') return undefined
  return / for (.+\.[cm]?tsx?)$/.exec(String(message))?.[1]
}
