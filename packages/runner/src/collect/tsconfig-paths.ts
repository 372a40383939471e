import { dirname, join, resolve } from 'node:path'
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

/** The paths of the tsconfig nearest to a file. One that cannot be read gives none. */
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
    const nearest = getTsconfig(dirname(file), 'tsconfig.json', cache)
    if (!nearest) return () => []
    return createPathsMatcher(referenceOf(nearest, file) ?? nearest) ?? (() => [])
  } catch {
    return () => []
  }
}

/** Of a tsconfig that only refers to others, the first one that includes the file. */
function referenceOf(tsconfig: TsConfigResult, file: string): TsConfigResult | undefined {
  for (const { path } of tsconfig.config.references ?? []) {
    const target = resolve(dirname(tsconfig.path), path)
    const name = target.endsWith('.json') ? target : join(target, 'tsconfig.json')
    try {
      const reference = { path: name, config: parseTsconfig(name) }
      if (createFilesMatcher(reference)(file)) return reference
    } catch {
      // A reference that is missing includes nothing.
    }
  }
  return undefined
}

/** @throws UserError when the tsconfig of the project cannot be read */
export function checkTsconfig(root: string): void {
  try {
    getTsconfig(root)
  } catch (error) {
    const { message = String(error) } = error as Partial<Error>
    throw new UserError('config', `tsconfig.json cannot be read: ${message}`)
  }
}
