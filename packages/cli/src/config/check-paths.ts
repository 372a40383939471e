import { statSync, type Stats } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import { optionRows } from '../options/options.js'
import type { Flags } from '../options/parse-arguments.js'

/** @throws UserError for a flag whose path does not exist, or is of another kind */
export function checkPaths(flags: Flags, cwd: string): void {
  for (const [key, { flag, exists }] of optionRows) {
    const value = flags[key]
    if (exists === undefined || typeof value !== 'string') continue
    const path = resolve(cwd, value)
    let stats: Stats
    try {
      stats = statSync(path)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      const problem = ['ENOENT', 'ENOTDIR'].includes(code) ? 'does not exist' : `cannot be read: ${code}`
      throw new UserError('usage', `${flag} ${path} ${problem}`)
    }
    if (exists === 'directory' && !stats.isDirectory())
      throw new UserError('usage', `${flag} ${path} is not a directory`)
    if (exists === 'file' && stats.isDirectory())
      throw new UserError('usage', `${flag} ${path} is a directory, but must be a file`)
  }
}
