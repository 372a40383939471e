import type { Clock } from '@loadero-test/core'

/** The time that a participant has. Nothing counts before `start`, after `finish`, and while it is held. */
export interface TimeLimit {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal
  start(): void
  /** The time goes on when the returned function is called. */
  hold(): () => void
  finish(): void
}

export function createTimeLimit(clock: Clock, limitMs: number): TimeLimit {
  const over = new AbortController()
  const finished = new AbortController()
  let remainingMs = limitMs
  let pause: { readonly controller: AbortController; readonly sinceMs: number } | undefined
  let holds = 0
  const start = () => {
    const controller = new AbortController()
    pause = { controller, sinceMs: clock.now() }
    void clock.sleep(remainingMs, AbortSignal.any([finished.signal, controller.signal])).then(
      () => over.abort(new Error('The participant reached its timeout')),
      () => {}, // The participant finished first, or is held.
    )
  }
  return {
    signal: over.signal,
    start,
    hold() {
      if (holds++ === 0 && pause) {
        remainingMs -= clock.now() - pause.sinceMs
        pause.controller.abort()
      }
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        if (--holds === 0 && pause) start()
      }
    },
    finish: () => finished.abort(),
  }
}
