import { readFileSync, realpathSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { type PathConditions, type PathConditionsMap, resolveExports, resolveImports } from 'resolve-pkg-maps'
import { compiled, isInstalled, probe } from './probe.js'

/** Those of `import` in Node.js. */
const conditions = ['node', 'import', 'module-sync', 'node-addons']

/**
 * Finds the file of a package that is not installed but linked, such as one of a workspace, and of an import that a
 * package.json maps: its own name, and names that begin with `#`. Extensions and `index` may be left out, as for all
 * sources. Undefined when Node.js finds the file, or there is none.
 */
export function findPackageFile(specifier: string, from: string): string | undefined {
  const scope = findUp(dirname(from), readPackage)
  if (specifier.startsWith('#')) {
    const targets = mapTargets(() => resolveImports(scope?.imports ?? {}, specifier, conditions))
    return targets
      .filter((target) => !target.startsWith('#'))
      .map((target) =>
        target.startsWith('.') ? ownFile(join(scope?.folder ?? '', target)) : findPackageFile(target, from),
      )
      .find((file) => file !== undefined)
  }
  const [, name, subpath = ''] = /^((?:@[^/:]+\/)?[^/@:.][^/:]*)(?:\/(.*))?$/.exec(specifier) ?? []
  if (name === undefined) return undefined
  const isScope = scope?.name === name && scope.exports !== undefined
  const own = isScope
    ? scope
    : findUp(dirname(from), (folder) => readPackage(join(folder, 'node_modules', name)))
  if (!own || isInstalled(join(own.folder, 'package.json'))) return undefined
  const { folder, exports } = own
  if (exports === undefined) return ownFile(join(folder, subpath))
  const targets = mapTargets(() => resolveExports(exports, subpath, conditions))
  return targets.map((target) => ownFile(join(folder, target))).find((file) => file !== undefined)
}

interface PackageFolder {
  /** Without links. */
  readonly folder: string
  readonly name?: string
  readonly exports?: PathConditions
  readonly imports?: PathConditionsMap
}

/** By folder. They stay as they are while a thread runs. */
const packages = new Map<string, PackageFolder | undefined>()

function readPackage(folder: string): PackageFolder | undefined {
  if (packages.has(folder)) return packages.get(folder)
  const found = readPackageFile(folder)
  packages.set(folder, found)
  return found
}

function readPackageFile(folder: string): PackageFolder | undefined {
  try {
    const real = realpathSync(folder)
    const content = JSON.parse(readFileSync(join(real, 'package.json'), 'utf8')) as Omit<
      PackageFolder,
      'folder'
    >
    return { ...content, folder: real }
  } catch {
    // Missing or broken: Node.js reports it.
    return undefined
  }
}

function findUp<T>(folder: string, read: (folder: string) => T | undefined): T | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = read(at)
    if (found !== undefined || dirname(at) === at) return found
  }
}

/** None when the package does not export the path, which Node.js reports. */
function mapTargets(map: () => readonly string[]): readonly string[] {
  try {
    return map()
  } catch {
    return []
  }
}

function ownFile(path: string): string | undefined {
  const file = probe(path)
  return file !== undefined && compiled.has(extname(file)) ? file : undefined
}
