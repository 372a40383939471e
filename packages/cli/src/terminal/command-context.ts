import { InterruptedError } from '@loadero-test/runner/errors'
import type { Summary, Terminal } from '@loadero-test/runner'
import type { Environment } from '../config/config.js'

/** Where somebody may sit. */
export interface Keyboard {
  readonly input: Pick<NodeJS.ReadStream, 'isTTY' | 'on' | 'off' | 'resume' | 'pause' | 'setEncoding'> & {
    readonly setRawMode?: (on: boolean) => unknown
  }
  /** Does what Ctrl-C does otherwise. */
  readonly interrupt: () => void
}

/** What a command may touch beyond its settings. */
export interface CommandContext {
  readonly env: Environment
  readonly cwd: string
  readonly write: (text: string) => void
  readonly colors: boolean
  readonly terminal: Terminal
  /** Aborts with an `InterruptedError`. */
  readonly signal: AbortSignal
  /** Told which session has begun whose runs outlive this process. */
  readonly onSession: (sessionId: string) => void
  readonly version: string
  /** What `loadero-test` is for the specs. */
  readonly specModule: string
  readonly keyboard: Keyboard
  /** Asks whoever sits at the terminal for a yes; absent where nobody does. */
  readonly confirm?: (question: string) => Promise<boolean>
}

export function interruptedBy({ reason }: AbortSignal): Pick<Summary, 'interruptedBy'> {
  return reason instanceof InterruptedError ? { interruptedBy: reason.by } : {}
}
