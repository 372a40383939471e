import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'

/** The absolute path with its links resolved, as far as it exists. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}
