import type { TestResult } from '../../model/result.js'
import type { Progress } from '../../model/session.js'
import type { SpecTest } from '../../model/spec.js'

/** A test that has begun and has not ended. */
export interface InFlight {
  readonly test: SpecTest
  readonly sinceMs: number
  readonly progress?: Progress
}

/** The progress of a session. */
export interface SessionProgress {
  readonly sinceMs: number
  readonly total: number
  /** Oldest first. */
  readonly inFlight: readonly InFlight[]
  readonly ended: readonly TestResult[]
}

/** Tracks tests by the events that a reporter receives. */
export function createSessionProgress(now: () => number, tests: readonly SpecTest[]) {
  const sinceMs = now()
  const inFlight = new Map<string, InFlight>()
  const ended: TestResult[] = []
  return {
    begin: (test: SpecTest) => void inFlight.set(test.id, { test, sinceMs: now() }),
    update: (test: SpecTest, progress: Progress) => {
      const started = inFlight.get(test.id)
      // A queued test reports progress before it begins.
      if (started) inFlight.set(test.id, { ...started, progress })
    },
    end: (result: TestResult) => {
      inFlight.delete(result.test.id)
      ended.push(result)
    },
    read: (): SessionProgress => ({ sinceMs, total: tests.length, inFlight: [...inFlight.values()], ended }),
  }
}
