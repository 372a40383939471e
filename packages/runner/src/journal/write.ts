import { closeSync, fdatasyncSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { JournalEvent } from './events.js'

/** The events of a session, line by line, so that whoever comes after a crash knows what was begun. */
export interface JournalWriter {
  /** The event outlives this process as soon as it returns. @throws when it cannot be written */
  write(event: JournalEvent): void
  close(): void
}

/** What must outlive the machine, too: it says which runs there are. */
const lasting: ReadonlySet<JournalEvent['kind']> = new Set(['session', 'launching', 'launched', 'closed'])

/** Opens a journal to add to it, and makes it where there is none. */
export function openJournal(file: string): JournalWriter {
  mkdirSync(dirname(file), { recursive: true })
  const descriptor = openSync(file, 'a+', 0o600)
  if (isTorn(descriptor)) writeSync(descriptor, '\n')
  return {
    write: (event) => {
      // The kind comes first, so that a reader in a hurry can tell lines apart without reading them.
      const { kind, ...rest } = event
      writeWhole(descriptor, Buffer.from(`${JSON.stringify({ kind, ...rest })}\n`))
      if (lasting.has(kind)) fdatasyncSync(descriptor)
    },
    close: () => closeSync(descriptor),
  }
}

/** Whether whoever wrote last was cut off in the middle of a line. */
function isTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor)
  if (size === 0) return false
  const last = Buffer.alloc(1)
  readSync(descriptor, last, 0, 1, size - 1)
  return last.toString() !== '\n'
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written)
}
