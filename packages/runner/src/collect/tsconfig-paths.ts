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
    let found: FindPaths | null = null
    try {
      const nearest = getTsconfig(dirname(file), 'tsconfig.json', cache)
      found = nearest && createPathsMatcher(findReference(nearest, file) ?? nearest)
    } catch {
      // It cannot be read.
    }
    const findPaths = found ?? (() => [])
    finders.set(file, findPaths)
    return findPaths
  }
}

/** Of a tsconfig that only refers to others, the first one that includes the file. */
function findReference(tsconfig: TsConfigResult, file: string): TsConfigResult | undefined {
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
