import { InterruptedError } from '@loadero-test/runner/errors'

export interface Interrupts {
  /** Aborts at the first signal, with an `InterruptedError`. */
  readonly signal: AbortSignal
  /** Told which session has begun whose runs outlive this process. */
  readonly onSession: (sessionId: string) => void
  readonly release: () => void
}

function howToStop(session: string): string {
  return `\nRuns at Loadero may still be going; this stops them:\n  loadero-test stop ${session}`
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/** The first signal ends the session in good order, the next one at once. npm sends each twice within a moment. */
export function catchInterrupts(process: Pick<NodeJS.Process, 'on' | 'off' | 'exit' | 'stderr'>): Interrupts {
  const controller = new AbortController()
  let firstAt: number | undefined
  let session: string | undefined
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((name) => {
    const listener = () => {
      if (firstAt === undefined) {
        firstAt = Date.now()
        process.stderr.write('\nInterrupted: stopping in good order; once more to leave at once.\n')
        controller.abort(new InterruptedError(name))
      } else if (Date.now() - firstAt > 1_000) {
        process.stderr.write(
          `Left at once, without reports.${session === undefined ? '' : howToStop(session)}\n`,
        )
        process.exit(exitCodes[name])
      }
    }
    process.on(name, listener)
    return () => process.off(name, listener)
  })
  return {
    signal: controller.signal,
    onSession: (id: string) => {
      session = id
    },
    release: () => {
      for (const off of listeners) off()
    },
  }
}
