import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'

/** The absolute path without links, or with them where it cannot be read. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}
