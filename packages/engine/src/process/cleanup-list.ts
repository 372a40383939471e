/** What must be done when a participant ends, however far it came. */
export interface CleanupList {
  /** Adds a cleanup; runs it at once when the participant has already ended. */
  add(cleanup: () => Promise<void>): void
  /** Runs all cleanups, the last one added first. None of them may throw. */
  run(): Promise<void>
}

/** Creates an empty list. */
export function createCleanupList(): CleanupList {
  const cleanups: (() => Promise<void>)[] = []
  let hasEnded = false
  return {
    add(cleanup) {
      if (hasEnded) void cleanup()
      else cleanups.push(cleanup)
    },
    async run() {
      hasEnded = true
      for (let next = cleanups.pop(); next; next = cleanups.pop()) await next()
    },
  }
}
