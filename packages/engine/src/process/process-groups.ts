import { type ChildProcess, spawn, type SpawnOptions, spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { liveProcessGroups } from './live-groups.js'
import type { Watchdog } from './watchdog.js'

/** The processes of one participant: each is started as the leader of a group, and a group dies as a whole. */
export interface ProcessGroups {
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess
  /** Ids of the groups, which are those of their leaders. */
  readonly ids: readonly number[]
  /** Kills all of them without asking; resolves when nothing is left, or after a second. Safe to call twice. */
  end(): Promise<void>
}

const goneWithinMs = 1_000

/** Keeps account of a participant's processes, with the watchdog as second keeper. */
export function processGroups(watchdog: Watchdog): ProcessGroups {
  const ids: number[] = []
  let over: Promise<void> | undefined
  const endAll = async () => {
    for (const id of ids) killGroup(id)
    const deadline = Date.now() + goneWithinMs
    while (liveProcessGroups(ids).length > 0 && Date.now() < deadline) await sleep(10)
    for (const id of ids) watchdog.release(id)
  }
  return {
    ids,
    spawn(command, args, options) {
      if (over) throw new Error('the participant has ended')
      const child = spawn(command, args, { ...options, detached: true })
      if (child.pid !== undefined) {
        ids.push(child.pid)
        watchdog.guard(child.pid)
      }
      return child
    },
    // Once: by a second time, an id may be somebody else's.
    end: () => (over ??= endAll()),
  }
}

function killGroup(id: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(id), '/T', '/F'])
    return
  }
  try {
    process.kill(-id, 'SIGKILL')
  } catch {
    // Already gone.
  }
}
