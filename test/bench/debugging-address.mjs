import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where the browser with this profile can be debugged, once it can: the port, and the path of its WebSocket. */
export async function debuggingAddressOf(profile) {
  const file = join(profile, 'DevToolsActivePort')
  for (;;) {
    // The browser creates the file before it writes to it.
    const [port, path] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    if (path) return { port, path }
    await sleep(10)
  }
}
