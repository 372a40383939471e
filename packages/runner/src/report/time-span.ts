import type { TestAttempt, TestResult } from '../model/result.js'

/** From the first start to the last end, in milliseconds since the epoch. */
export interface TimeSpan {
  readonly startedMs: number
  readonly endedMs: number
}

const maxTimeMs = 8.64e15

/** When an attempt with a run started. Of an old journal, the service's time counts. */
export function startOf({ run, startedMs }: TestAttempt): number | undefined {
  if (run === undefined) return undefined
  const ms = startedMs ?? Date.parse(run.execution_started ?? '')
  return Math.abs(ms) <= maxTimeMs ? ms : undefined
}

/** How long a test took. What was not launched took no time. */
export function durationOf({ run, durationMs }: TestAttempt): number {
  return run === undefined ? 0 : durationMs
}

/** The span of all attempts that were launched. Without any, it is empty and begins with the session. */
export function spanOf(results: readonly TestResult[], sessionStartedMs: number): TimeSpan {
  let [startedMs, endedMs] = [Infinity, -Infinity]
  for (const result of results) {
    for (const attempt of [...result.previousAttempts, result]) {
      const start = startOf(attempt) ?? (attempt.run ? sessionStartedMs : undefined)
      if (start === undefined) continue
      startedMs = Math.min(startedMs, start)
      const end = start + attempt.durationMs
      if (Math.abs(end) <= maxTimeMs) endedMs = Math.max(endedMs, end)
    }
  }
  return startedMs === Infinity
    ? { startedMs: sessionStartedMs, endedMs: sessionStartedMs }
    : { startedMs, endedMs: Math.max(startedMs, endedMs) }
}
