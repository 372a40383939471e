import { InterruptedError } from '@loadero-test/runner/errors'

export interface Interrupts {
  /** Aborts at the first signal, with an `InterruptedError`. */
  readonly signal: AbortSignal
  /** Called with the id of a session whose runs can outlive this process. */
  readonly onSession: (sessionId: string) => void
  readonly release: () => void
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * The first signal stops the session and writes its reports, the next one exits at once. A signal within a second of the
 * first is ignored, because npm sends each signal twice.
 */
export function catchInterrupts(process: Pick<NodeJS.Process, 'on' | 'off' | 'exit' | 'stderr'>): Interrupts {
  const controller = new AbortController()
  let firstAt: number | undefined
  let session: string | undefined
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((name) => {
    const listener = () => {
      if (firstAt === undefined) {
        firstAt = Date.now()
        process.stderr.write('\nInterrupted: stopping the session. Interrupt again to exit at once.\n')
        controller.abort(new InterruptedError(name))
      } else if (Date.now() - firstAt > 1_000) {
        const hint =
          session === undefined
            ? ''
            : `Runs at Loadero may still be active. To stop them:\n  loadero-test stop ${session}\n`
        process.stderr.write(`Exited without reports.\n${hint}`)
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
