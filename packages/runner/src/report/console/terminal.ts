/** Where a reporter for people writes, and what it can do there. */
export interface Terminal {
  /** Whether what was written can be drawn over: a terminal, and not that of a CI machine. */
  readonly canRedraw: boolean
  /** As of now; people pull at their windows. */
  readonly size: () => TerminalSize
  readonly write: (text: string) => void
  readonly onResize: (listener: () => void) => ReleaseTerminal
  /** Has whatever else the process writes handed over instead of shown, e.g. what a spec logs. */
  readonly capture: (listener: (text: string) => void) => ReleaseTerminal
  /** Called once, and at once, on every way out of the process that code can see. */
  readonly onClose: (listener: () => void) => ReleaseTerminal
}

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export type ReleaseTerminal = () => void
