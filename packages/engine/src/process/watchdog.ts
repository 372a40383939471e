import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type { Socket } from 'node:net'

/**
 * Outlives this process by a moment: however this process ends, the watchdog kills every group that it still guards
 * and removes the work root.
 */
export interface Watchdog {
  guard(group: number): void
  release(group: number): void
  /** Kills and removes now; safe to call twice. */
  close(): Promise<void>
}

// dash refuses `kill -9 -- -1`, hence -s. The system reuses group ids, hence the release.
const script = `
groups=
while read -r verb group; do
  others=
  for each in $groups; do [ "$each" = "$group" ] || others="$others $each"; done
  groups=$others
  [ "$verb" = guard ] && groups="$groups $group"
done
for each in $groups; do kill -s KILL -- "-$each"; done
# A process that was just killed may still be writing.
for attempt in 1 2 3 4 5; do rm -rf "$1" && break; sleep 0.1; done
`

/** Starts the watchdog: one `sh` that reads group ids from its input and acts at end of file. */
export function startWatchdog(workRoot: string): Watchdog {
  // Windows has no `sh`: there, the processes of a killed engine stay.
  if (process.platform === 'win32') {
    return {
      guard() {},
      release() {},
      close: () => rm(workRoot, { recursive: true, force: true, maxRetries: 10 }),
    }
  }
  // Detached, so that Ctrl-C in the terminal does not end it first.
  const shell = spawn('/bin/sh', ['-c', script, 'watchdog', workRoot], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const input = shell.stdin as Socket
  const ended = once(shell, 'exit')
  input.on('error', () => {})
  shell.unref()
  input.unref()
  return {
    guard: (group) => void input.write(`guard ${group}\n`),
    release: (group) => void input.write(`release ${group}\n`),
    async close() {
      shell.ref()
      input.end()
      await ended
    },
  }
}
