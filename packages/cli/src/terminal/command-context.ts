import { InterruptedError } from '@loadero-test/runner/errors'
import type { Summary, Terminal } from '@loadero-test/runner'

/** The standard input as a source of key presses. */
export interface KeyInput {
  readonly input: Pick<NodeJS.ReadStream, 'isTTY' | 'on' | 'off' | 'resume' | 'pause' | 'setEncoding'> & {
    readonly setRawMode?: (on: boolean) => unknown
  }
  /** Interrupts the process, as Ctrl-C does. */
  readonly interrupt: () => void
}

/** What a command works with in addition to its settings. */
export interface CommandContext {
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Writes for people. */
  readonly write: (text: string) => void
  /** Writes data to the standard output, even when the text for people goes to standard error. */
  readonly writeData: (text: string) => void
  readonly colors: boolean
  readonly terminal: Terminal
  /** Aborts with an `InterruptedError`. */
  readonly signal: AbortSignal
  /** Aborts when the process will soon be killed. */
  readonly hurry?: AbortSignal
  /** Called with the id of a session whose runs can outlive this process. */
  readonly onSession: (sessionId: string) => void
  readonly version: string
  /** The module that specs import as `loadero-test`. */
  readonly specModule: string
  readonly keyboard: KeyInput
  /** Asks a yes-or-no question on the terminal; undefined without a terminal. */
  readonly confirm?: (question: string) => Promise<boolean>
}

export function interruptedBy({ reason }: AbortSignal): Pick<Summary, 'interruptedBy'> {
  return reason instanceof InterruptedError ? { interruptedBy: reason.by } : {}
}
