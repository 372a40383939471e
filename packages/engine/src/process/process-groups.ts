import { type ChildProcess, spawn, type SpawnOptions, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Watchdog } from './watchdog.js'

/** The processes of one participant. Each leads a process group, and a group is killed as a whole. */
export interface ProcessGroups {
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess
  /** Ids of the groups, which are those of their leaders. */
  readonly ids: readonly number[]
  /** Kills all groups; resolves when no process is left, or after a second. Safe to call twice. */
  killAll(): Promise<void>
}

const killTimeoutMs = 1_000
const pollMs = 10

/** Tracks a participant's processes, and has the watchdog guard them too. */
export function createProcessGroups(watchdog: Watchdog): ProcessGroups {
  const ids: number[] = []
  let killed: Promise<void> | undefined
  const killAll = async () => {
    for (const id of ids) killGroup(id)
    const deadline = Date.now() + killTimeoutMs
    await sleep(pollMs)
    const existing = ids.filter(groupExists).map(String)
    const isLinux = process.platform === 'linux'
    const isLive = (id: string) =>
      isLinux ? ids.includes(groupOfLiveProcess(id) ?? 0) : groupExists(Number(id))
    // A killed process starts no other, so all processes of the machine are searched only once.
    let live = (isLinux && existing.length > 0 ? readdirSync('/proc') : existing).filter(isLive)
    while (live.length > 0 && Date.now() < deadline) {
      await sleep(pollMs)
      live = live.filter(isLive)
    }
    for (const id of ids) watchdog.release(id)
  }
  return {
    ids,
    spawn(command, args, options) {
      if (killed) throw new Error('the participant has ended')
      const child = spawn(command, args, { ...options, detached: true })
      if (child.pid !== undefined) {
        ids.push(child.pid)
        watchdog.guard(child.pid)
      }
      return child
    },
    // Only once: later, the system may have given an id to another process.
    killAll: () => (killed ??= killAll()),
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

/**
 * Returns the groups that still have a live process. Zombies do not count: in a container, the first process may take
 * seconds to reap them, or never do it.
 */
export function liveProcessGroups(groups: readonly number[]): number[] {
  const existing = groups.filter(groupExists)
  if (existing.length === 0 || process.platform !== 'linux') return existing
  const live = new Set(readdirSync('/proc').map(groupOfLiveProcess))
  return existing.filter((group) => live.has(group))
}

/** Whether the group has a process, which may be a zombie. */
function groupExists(group: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? group : -group, 0)
    return true
  } catch {
    return false
  }
}

/** The group of a `/proc` entry; undefined for a zombie, and for an entry that is not a process. */
function groupOfLiveProcess(entry: string): number | undefined {
  if (!/^\d+$/.test(entry)) return undefined
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, 'latin1')
    // The name in brackets comes first and may contain brackets and spaces itself.
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : Number(group)
  } catch {
    return undefined
  }
}
