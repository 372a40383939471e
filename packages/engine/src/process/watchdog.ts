import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type { Socket } from 'node:net'

/**
 * Outlives us by a moment: when our process ends, however it ends, every group still guarded is killed and the
 * work root removed.
 */
export interface Watchdog {
  guard(group: number): void
  release(group: number): void
  /** Does now what would be done at our end; safe to call twice. */
  close(): Promise<void>
}

// `kill -9 -- -1` is refused by dash, and a group id is used again some day: hence -s and the release.
const script = `
groups=
while read -r verb group; do
  others=
  for each in $groups; do [ "$each" = "$group" ] || others="$others $each"; done
  groups=$others
  [ "$verb" = guard ] && groups="$groups $group"
done
for each in $groups; do kill -s KILL -- "-$each"; done
# What was killed just now may still be writing.
for attempt in 1 2 3 4 5; do rm -rf "$1" && break; sleep 0.1; done
`

/** Starts the watchdog: one `sh` that learns group ids from its input and acts when that ends. */
export function startWatchdog(workRoot: string): Watchdog {
  if (process.platform === 'win32') return cleanerOf(workRoot)
  // Detached, so that a Ctrl-C in the terminal does not end it before us.
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

/** Windows has no `sh`: there, nobody cleans up after a process that was killed. */
function cleanerOf(workRoot: string): Watchdog {
  return {
    guard() {},
    release() {},
    close: () => rm(workRoot, { recursive: true, force: true, maxRetries: 10 }),
  }
}
