import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Env } from './env.js'

/** Where a participant's processes live; nothing of it outlives the participant. */
export interface Workspace {
  readonly directory: string
  readonly profile: string
  /** For child processes: little enough that no secret of the caller's reaches a script. */
  readonly env: Env
  remove(): void
}

/**
 * Makes the folder for all workspaces of an engine. It is not the participants' own, because browsers make
 * sockets in theirs: the path of one may not pass 107 characters, and a project's folder may be deep.
 */
export function makeWorkRoot(): string {
  return mkdtempSync(path.join(tmpdir(), 'lt-'))
}

/** Makes a workspace; `env` is the caller's. */
export function openWorkspace(root: string, env: Env): Workspace {
  const directory = mkdtempSync(path.join(root, 'p'))
  const temporary = path.join(directory, 't')
  mkdirSync(temporary)
  return {
    directory,
    profile: path.join(directory, 'p'),
    env: {
      PATH: env['PATH'],
      // Without it, Windows programs do not start.
      SYSTEMROOT: env['SYSTEMROOT'],
      HOME: directory,
      TMPDIR: temporary,
      TEMP: temporary,
      LANG: env['LANG'] ?? 'C.UTF-8',
    },
    // A browser that was just killed may still be letting go of its files.
    remove: () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }),
  }
}
