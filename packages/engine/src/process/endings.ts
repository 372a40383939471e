/** What has to be done when a participant ends, however far it had come. */
export interface CleanupList {
  /** Adds one; when the participant has ended already, it is done at once. */
  add(end: () => Promise<void>): void
  /** Does them all, the last that was added first. None of them may throw. */
  end(): Promise<void>
}

/** Starts without any. */
export function createCleanupList(): CleanupList {
  const ends: (() => Promise<void>)[] = []
  let over = false
  return {
    add(end) {
      if (over) void end()
      else ends.push(end)
    },
    async end() {
      over = true
      for (let next = ends.pop(); next; next = ends.pop()) await next()
    },
  }
}
