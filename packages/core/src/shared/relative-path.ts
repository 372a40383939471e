import { relative, sep } from 'node:path'

/** The path from one directory to a file or another directory, with forward slashes; empty when they are the same. */
export function relativePath(directory: string, path: string): string {
  // `relative` is slow for many files.
  const start = directory.endsWith(sep) ? directory : directory + sep
  const below = path.startsWith(start) ? path.slice(start.length) : relative(directory, path)
  return sep === '/' ? below : below.split(sep).join('/')
}
