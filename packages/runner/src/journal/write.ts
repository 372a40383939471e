import { closeSync, fdatasyncSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { JournalEvent } from './events.js'

/** Writes the events of a session line by line, so that a process after a crash knows what was started. */
export interface JournalWriter {
  /** When it returns, the event survives a crash of this process. @throws when it cannot be written, or was removed */
  write(event: JournalEvent): void
  close(): void
}

/** These survive a crash of the machine, too: they say which runs exist. */
const syncedKinds: ReadonlySet<JournalEvent['kind']> = new Set(['session', 'launching', 'launched', 'closed'])

/** Opens a journal for appending, and creates it if it is missing. */
export function openJournal(file: string): JournalWriter {
  mkdirSync(dirname(file), { recursive: true })
  const descriptor = openSync(file, 'a+', 0o600)
  const { size } = fstatSync(descriptor)
  const last = Buffer.alloc(1)
  if (size > 0) readSync(descriptor, last, 0, 1, size - 1)
  // The last write can have been cut off within a line.
  if (size > 0 && last.toString() !== '\n') writeSync(descriptor, '\n')
  return {
    write: (event) => {
      // The kind comes first, so that a reader can skip lines without parsing them.
      const { kind, ...rest } = event
      // A removed file still takes what is written, and no other process can read it.
      if (fstatSync(descriptor).nlink === 0) throw new Error(`${file} was removed`)
      const bytes = Buffer.from(`${JSON.stringify({ kind, ...rest })}\n`)
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written)
      if (syncedKinds.has(kind)) fdatasyncSync(descriptor)
    },
    close: () => closeSync(descriptor),
  }
}
