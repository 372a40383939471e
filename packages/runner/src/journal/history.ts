import { readFileSync } from 'node:fs'
import type { JournalEventOf } from './events.js'
import { journalFile, sessionIds, sessionsIn } from './sessions.js'

/** How many of the newest sessions are read. */
const maxSessions = 10

/** The median duration of each test's runs in the newest sessions, from launch to end, in milliseconds. */
export function seenDurations(outputDir: string): ReadonlyMap<string, number> {
  const ids = sessionIds(sessionsIn(outputDir)).slice(0, maxSessions)
  const journals = ids.flatMap((id) => {
    try {
      return [readFileSync(journalFile(outputDir, id), 'utf8')]
    } catch {
      // Another user's journal must not prevent a session: durations only improve estimates.
      return []
    }
  })
  return medianDurations(journals)
}

export function medianDurations(journals: readonly string[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number[]>()
  for (const journal of journals) {
    const launched = new Map<number, { readonly test: string; readonly atMs: number }>()
    for (const line of journal.split('\n')) {
      // Only short lines: whole results are long and not needed here.
      if (!/^\{"kind":"(launched|status)",.*\}$/.test(line)) continue
      let event: JournalEventOf<'launched' | 'status'>
      try {
        event = JSON.parse(line) as typeof event
      } catch {
        // A crash damaged the line.
        continue
      }
      if (event.kind === 'launched') launched.set(event.runId, event)
      const start = launched.get(event.runId)
      if (!start || event.kind !== 'status' || event.status !== 'done') continue
      seen.set(start.test, [...(seen.get(start.test) ?? []), event.atMs - start.atMs])
    }
  }
  // Of an even number, the greater of the middle two: a duration that was seen.
  const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
  return new Map([...seen].map(([test, all]) => [test, median(all)]))
}
