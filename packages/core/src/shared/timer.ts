/** The longest time of one timer of Node.js, which ends at once when it is given a longer one. */
const maxTimerMs = 2 ** 31 - 1

/** A timer of any length. */
export interface Timer {
  /** Starts the whole time again. */
  readonly restart: () => void
  readonly cancel: () => void
}

/** Calls back once after `ms` milliseconds, however many they are; never after `Infinity`. */
export function startTimer(ms: number, callback: () => void): Timer {
  let handle: NodeJS.Timeout
  const start = (remainingMs: number) => {
    handle =
      remainingMs > maxTimerMs
        ? setTimeout(() => start(remainingMs - maxTimerMs), maxTimerMs)
        : setTimeout(callback, remainingMs)
  }
  start(ms)
  return {
    restart: () => {
      clearTimeout(handle)
      start(ms)
    },
    cancel: () => clearTimeout(handle),
  }
}
