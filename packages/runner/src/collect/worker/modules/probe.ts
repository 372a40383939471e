import { readFileSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'

const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json']
/** Of the files that we compile, or read ourselves. */
export const compiled = new Set(extensions)
/** The extension that TypeScript writes in imports → those of the source. */
const sourceExtensions: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}

/** The existing file that an import without its extension, or of a folder, means. */
export function probe(target: string): string | undefined {
  if (isFile(target)) return target
  const extension = extname(target)
  const stem = target.slice(0, target.length - extension.length)
  const candidates = [
    ...(sourceExtensions[extension] ?? []).map((ending) => stem + ending),
    ...extensions.map((ending) => target + ending),
  ]
  return candidates.find(isFile) ?? probeFolder(target)
}

export function probeFolder(folder: string): string | undefined {
  return [...mainOf(folder), ...extensions.map((ending) => join(folder, `index${ending}`))].find(isFile)
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

export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    // A file among the folders of the path, for example.
    return false
  }
}

/** Files of installed packages are run by Node.js, except JSON, which it imports with an attribute only. */
export function isInstalled(realPath: string): boolean {
  return realPath.includes(`${sep}node_modules${sep}`)
}
