import { mkdir, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Env } from './workspace.js'

/** The folder for what later engines of the same user need again. It may not exist yet. */
export function cacheFolderOf(env: Env, platform = process.platform): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir()
  const caches = { darwin: path.join(home, 'Library/Caches'), win32: env['LOCALAPPDATA'] ?? home }
  const cache = platform === 'darwin' || platform === 'win32' ? caches[platform] : env['XDG_CACHE_HOME']
  return path.join(cache || path.join(home, '.cache'), 'loadero-test')
}

/** Puts a file into that folder at once, because another process may read it at the same time. */
export async function keepFile(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const temporary = `${file}.${process.pid}`
  await write(temporary)
  await rename(temporary, file)
}
