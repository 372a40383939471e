import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Creates a temporary folder that belongs to this process. Removes the folders of processes that were killed before they
 * could remove theirs.
 * @param name the start of its name
 */
export function createTemporaryFolder(name: string, parent = tmpdir()): string {
  // Containers can share a folder, and their process ids mean nothing to each other. Names are short, because browsers
  // create sockets below, whose path is limited to 107 characters.
  const host = createHash('sha256').update(hostname()).digest().readUIntBE(0, 3).toString(36)
  const start = `${name}-${host}-`
  for (const entry of readdirSync(parent)) {
    const [, pid] = entry.startsWith(start) ? (/^([\da-z]+)-/.exec(entry.slice(start.length)) ?? []) : []
    if (pid !== undefined && hasEnded(parseInt(pid, 36))) removeQuietly(join(parent, entry))
  }
  return mkdtempSync(join(parent, `${start}${process.pid.toString(36)}-`))
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // It belongs to another user.
  }
}
