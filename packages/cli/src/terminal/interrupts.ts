import { InterruptedError, type InterruptSignal } from '@loadero-test/runner/errors'
import { signalExits } from '@loadero-test/runner/exit-codes'

export interface Interrupts {
  /** Aborts at the first signal with an `InterruptedError`, or at an unexpected error with that error. */
  readonly signal: AbortSignal
  /** Aborts when the process will soon be killed. */
  readonly hurry: AbortSignal
  /** Called with the id of a session whose runs can outlive this process. */
  readonly onSession: (sessionId: string) => void
  /** Ends the command because of an unexpected error. */
  readonly fail: (error: unknown) => void
  readonly release: () => void
}

/** A signal this soon after the first one is the same: npm and the terminal both pass it on. */
const repeatedMs = 1_000

/** A CI service kills a process this long after SIGTERM; GitHub waits 2.5 s. */
const killedMs = 2_200

/**
 * The first signal stops the session and writes its reports. After it, SIGINT exits at once, because a person has pressed
 * Ctrl-C again; any other signal leaves the session a moment to write its reports again.
 */
export function catchInterrupts(process: Pick<NodeJS.Process, 'on' | 'off' | 'exit' | 'stderr'>): Interrupts {
  const controller = new AbortController()
  const hurry = new AbortController()
  let first: { readonly name: InterruptSignal; readonly atMs: number } | undefined
  let session: string | undefined
  const exit = (name: InterruptSignal) => {
    const hint =
      session === undefined
        ? ''
        : `Runs at Loadero may still be active. To stop them:\n  loadero-test stop ${session}\n`
    process.stderr.write(
      `Exited before the session ended. Its reports show what was known at the interrupt.\n${hint}`,
    )
    process.exit(signalExits[name].code)
  }
  const onSignal = (name: InterruptSignal) => {
    if (first === undefined) {
      first = { name, atMs: Date.now() }
      process.stderr.write('\nInterrupted: stopping the session. Interrupt again to exit at once.\n')
      controller.abort(new InterruptedError(name))
      return
    }
    if (Date.now() - first.atMs <= repeatedMs) return
    if (name === 'SIGINT') {
      exit(name)
      return
    }
    if (hurry.signal.aborted) return
    const { name: cause } = first
    setTimeout(() => exit(cause), killedMs).unref()
    hurry.abort(new InterruptedError(name))
  }
  const listeners = (Object.keys(signalExits) as InterruptSignal[]).map((name) => {
    const listener = () => onSignal(name)
    process.on(name, listener)
    return () => process.off(name, listener)
  })
  return {
    signal: controller.signal,
    hurry: hurry.signal,
    onSession: (id: string) => {
      session = id
    },
    fail: (error) => controller.abort(error),
    release: () => {
      for (const off of listeners) off()
    },
  }
}
