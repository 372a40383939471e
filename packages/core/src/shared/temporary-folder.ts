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
  // Containers can share a folder, and their process ids mean nothing to each other.
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
  const start = `${name}-${host}-`
  for (const entry of readdirSync(parent)) {
    const [, pid] = entry.startsWith(start) ? (/^(\d+)-/.exec(entry.slice(start.length)) ?? []) : []
    if (pid !== undefined && hasEnded(Number(pid))) removeQuietly(join(parent, entry))
  }
  return mkdtempSync(join(parent, `${start}${process.pid}-`))
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
