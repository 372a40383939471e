import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import {
  createFilesMatcher,
  createPathsMatcher,
  getTsconfig,
  parseTsconfig,
  type TsConfigResult,
} from 'get-tsconfig'
import { UserError } from '../model/errors.js'

/** Finds the files that the `paths` and the `baseUrl` of a tsconfig give an import, best first. */
type FindPaths = (specifier: string) => readonly string[]

/** The paths of the tsconfig or jsconfig nearest to a file. One that cannot be read gives none. */
export function createPathsFinder(): (file: string) => FindPaths {
  const cache = new Map()
  const finders = new Map<string, FindPaths>()
  return (file) => {
    const known = finders.get(file)
    if (known) return known
    const found = findPaths(file, cache)
    finders.set(file, found)
    return found
  }
}

function findPaths(file: string, cache: Map<string, unknown>): FindPaths {
  try {
    const nearest = nearestConfig(dirname(file), cache)
    if (!nearest) return () => []
    const references = referencesOf(nearest, new Set([nearest.path]))
    // Of a tsconfig that only refers to others, the first one that includes the file; otherwise they all count.
    const owner =
      references.length === 0
        ? nearest
        : [...references, nearest].find((config) => createFilesMatcher(config)(file))
    const finders = (owner ? [owner] : [nearest, ...references]).flatMap(
      (config) => createPathsMatcher(config) ?? [],
    )
    return (specifier) => finders.flatMap((find) => find(specifier))
  } catch {
    return () => []
  }
}

const configNames = ['tsconfig.json', 'jsconfig.json'] as const

/** As in editors, the nearest of both; in one folder, tsconfig.json. */
function nearestConfig(folder: string, cache: Map<string, unknown>): TsConfigResult | undefined {
  const [typed, plain] = configNames.map((name) => getTsconfig(folder, name, cache) ?? undefined)
  return plain && dirname(plain.path).length > dirname(typed?.path ?? '').length ? plain : (typed ?? plain)
}

/** All that a tsconfig refers to, also through others. One that is missing is left out. */
function referencesOf({ path: from, config }: TsConfigResult, seen: Set<string>): readonly TsConfigResult[] {
  return (config.references ?? []).flatMap(({ path }) => {
    const target = resolve(dirname(from), path)
    const name = target.endsWith('.json') ? target : join(target, 'tsconfig.json')
    if (seen.has(name)) return []
    seen.add(name)
    try {
      const reference = { path: name, config: parseTsconfig(name) }
      return [reference, ...referencesOf(reference, seen)]
    } catch {
      return []
    }
  })
}

/** @throws UserError when the tsconfig of the project cannot be read */
export function checkTsconfig(root: string): void {
  for (const name of configNames) {
    try {
      getTsconfig(root, name)
    } catch (error) {
      const { message = String(error) } = error as Partial<Error>
      let folder = root
      while (!existsSync(join(folder, name)) && dirname(folder) !== folder) folder = dirname(folder)
      const path = relative(root, join(folder, name)).split(sep).join('/')
      throw new UserError('config', `${path} cannot be read: ${message}`)
    }
  }
}
