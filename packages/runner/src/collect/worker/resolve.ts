import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { basename, dirname, extname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPathsFinder } from '../tsconfig-paths.js'

/** `file`: loaded by us, by its path without links, because linked files are one module. `native`: imported by Node.js. */
export type ResolvedImport =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'native'; readonly specifier: string }

const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json']
const compiled = new Set(extensions)
/** The extension that TypeScript writes in imports → those of the source. */
const sourceExtensions: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}

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
      // A folder may have a question mark in its name; otherwise it begins a query.
      return probe(path) ?? (path.includes('?') ? probe(path.replace(/\?[^/\\]*$/, '')) : undefined)
    }
    return pathsOf(from)(specifier)
      .map(probe)
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

/** The existing file that an import without its extension, or of a folder, means. */
function probe(target: string): string | undefined {
  if (isFile(target)) return target
  const extension = extname(target)
  const stem = target.slice(0, target.length - extension.length)
  const candidates = [
    ...(sourceExtensions[extension] ?? []).map((ending) => stem + ending),
    ...extensions.map((ending) => target + ending),
    ...mainOf(target),
    ...extensions.map((ending) => join(target, `index${ending}`)),
  ]
  return candidates.find(isFile)
}

/** The files that the `main` of a folder's package.json may mean. */
function mainOf(folder: string): readonly string[] {
  const file = join(folder, 'package.json')
  if (!isFile(file)) return []
  try {
    const { main } = JSON.parse(readFileSync(file, 'utf8')) as { readonly main?: unknown }
    if (typeof main !== 'string') return []
    const path = join(folder, main)
    return [path, ...extensions.map((ending) => path + ending), join(path, 'index.js')]
  } catch {
    return []
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    // A file among the folders of the path, for example.
    return false
  }
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
  return compiled.has(extname(path)) && !isInstalled(real)
    ? { kind: 'file', path: real }
    : { kind: 'native', specifier: path }
}

/** The module that a file is. */
export function resolveFile(path: string): ResolvedImport {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) return resolvedFile(path, inRealFolder(path))
  if (!isFile(path)) throw notFound(path)
  return resolvedFile(path)
}

/** Files of installed packages are run by Node.js. */
function isInstalled(realPath: string): boolean {
  return realPath.includes(`${sep}node_modules${sep}`)
}

/** A linked package, such as one of a workspace, may have sources that only we can run. */
function resolvePackage(specifier: string, from: string): ResolvedImport {
  try {
    const path = createRequire(from).resolve(specifier)
    if (isAbsolute(path)) {
      const real = realFile(path)
      if (!isInstalled(real) && compiled.has(extname(real))) return { kind: 'file', path: real }
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
