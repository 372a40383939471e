import { relative, sep } from 'node:path'

/** `relative`, which is slow for many files, with forward slashes. */
export function pathBelow(folder: string, path: string): string {
  const start = folder.endsWith(sep) ? folder : folder + sep
  const below = path.startsWith(start) ? path.slice(start.length) : relative(folder, path)
  return sep === '/' ? below : below.split(sep).join('/')
}
