import type { InterruptSignal } from './errors.js'

/** The exit codes of all commands. */
export const exitCodes = {
  passed: 0,
  failed: 1,
  /** Usage, configuration, a spec or the plan is wrong; nothing was launched. */
  invalid: 2,
  /** No test is selected. */
  empty: 3,
  /** Loadero refused the token, the project or the scope. */
  refused: 4,
  /** Refused before launch: over a limit, or not confirmed. */
  overLimit: 5,
  /** No test failed, but something errored: worth another try. */
  errored: 75,
  hangup: 129,
  interrupted: 130,
  quit: 131,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code of the command, and its reason. */
export interface Exit {
  readonly code: ExitCode
  readonly reason: string
}

/** `plan --detailed-exitcode`, as in Terraform. Signals keep their codes. */
export const detailedExitCodes = { unchanged: 0, error: 1, changed: 2 } as const

/** The exit code and its reason when a signal ended the command. */
export const signalExits: Readonly<Record<InterruptSignal, Exit>> = {
  SIGHUP: { code: exitCodes.hangup, reason: 'the terminal was closed' },
  SIGINT: { code: exitCodes.interrupted, reason: 'interrupted' },
  SIGQUIT: { code: exitCodes.quit, reason: 'quit' },
  SIGTERM: { code: exitCodes.terminated, reason: 'terminated' },
}
