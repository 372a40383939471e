import { readFileSync } from 'node:fs'
import type { JournalEventOf } from './events.js'
import { journalFile, sessionIds, sessionsIn } from './sessions.js'

/** So many sessions are looked at. */
const sessions = 10

/** How long runs of each test took in the newest sessions, from launch to end: the middle one of them, in milliseconds. */
export function seenDurations(outputDir: string): ReadonlyMap<string, number> {
  return durationsIn(
    sessionIds(sessionsIn(outputDir))
      .slice(0, sessions)
      .map((id) => readFileSync(journalFile(outputDir, id), 'utf8')),
  )
}

export function durationsIn(journals: readonly string[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number[]>()
  for (const { test, ms } of journals.flatMap(donesOf)) seen.set(test, [...(seen.get(test) ?? []), ms])
  return new Map([...seen].map(([test, all]) => [test, middle(all)]))
}

/** Whole results are long lines and say nothing here, so only the short ones are read. */
function donesOf(journal: string) {
  const launched = new Map<number, { readonly test: string; readonly atMs: number }>()
  return journal.split('\n').flatMap((line) => {
    if (!/^\{"kind":"(launched|status)",.*\}$/.test(line)) return []
    const event = JSON.parse(line) as JournalEventOf<'launched' | 'status'>
    if (event.kind === 'launched') launched.set(event.runId, event)
    const start = launched.get(event.runId)
    const done = event.kind === 'status' && event.status === 'done'
    return done && start ? [{ test: start.test, ms: event.atMs - start.atMs }] : []
  })
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
