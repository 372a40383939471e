import type { Progress, TestCase, TestResult } from '../../model/model.js'

/** A test that has begun and is not over. */
export interface InFlight {
  readonly test: TestCase
  readonly sinceMs: number
  readonly progress?: Progress
}

/** How far a session is. */
export interface SessionProgress {
  readonly sinceMs: number
  readonly total: number
  /** Oldest first. */
  readonly inFlight: readonly InFlight[]
  readonly ended: readonly TestResult[]
}

/** Keeps track of tests by what a reporter hears of them. */
export const createSessionProgress = (now: () => number, tests: readonly TestCase[]) => {
  const sinceMs = now()
  const inFlight = new Map<string, InFlight>()
  const ended: TestResult[] = []
  return {
    begin: (test: TestCase) => void inFlight.set(test.id, { test, sinceMs: now() }),
    progress: (test: TestCase, progress: Progress) => {
      const known = inFlight.get(test.id)
      // One that waits for its turn is heard of before it begins.
      if (known) inFlight.set(test.id, { ...known, progress })
    },
    end: (result: TestResult) => {
      inFlight.delete(result.test.id)
      ended.push(result)
    },
    read: (): SessionProgress => ({ sinceMs, total: tests.length, inFlight: [...inFlight.values()], ended }),
  }
}
