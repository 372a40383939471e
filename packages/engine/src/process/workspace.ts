import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { createTemporaryFolder } from '@loadero-test/core/internal'
import type { Watchdog } from './watchdog.js'

/** An environment, such as `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>

/** What every process that an engine starts on this machine needs. */
export interface ProcessContext {
  /** The caller's. */
  readonly env: Env
  readonly watchdog: Watchdog
  readonly workRoot: string
}

/** The folder of a participant's processes. It is removed when the participant ends. */
export interface Workspace {
  readonly directory: string
  readonly profile: string
  /** For child processes: small enough that no secret of the caller reaches a script. */
  readonly env: Env
  remove(): Promise<void>
}

/**
 * Creates the folder for all workspaces of an engine, and removes those of engines that were killed. It is below the
 * system's temporary folder, because browsers create sockets in it: their path is limited to 107 characters, and a
 * project's folder may be deep.
 */
export function makeWorkRoot(): string {
  return createTemporaryFolder('lt')
}

/** Creates a workspace; `env` is the caller's. */
export function openWorkspace(root: string, env: Env): Workspace {
  const directory = mkdtempSync(path.join(root, 'p'))
  const temporary = path.join(directory, 't')
  mkdirSync(temporary)
  return {
    directory,
    profile: path.join(directory, 'p'),
    env: {
      PATH: env['PATH'],
      // Windows programs do not start without it.
      SYSTEMROOT: env['SYSTEMROOT'],
      HOME: directory,
      TMPDIR: temporary,
      TEMP: temporary,
      LANG: env['LANG'] ?? 'C.UTF-8',
    },
    // A browser that was just killed may still hold its files. Without promises, all participants wait for 0.2 seconds.
    remove: () => rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }),
  }
}
