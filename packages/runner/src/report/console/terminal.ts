/** Where console reporters write. */
export interface Terminal {
  /** Whether written lines can be redrawn: true on a terminal outside CI. */
  readonly canRedraw: boolean
  /** The current size, which changes when the user resizes the terminal. */
  readonly size: () => TerminalSize
  readonly write: (text: string) => void
  readonly onResize: (listener: () => void) => ReleaseTerminal
  /** Passes other output of the process to the listener instead of the terminal, such as logs of a spec. */
  readonly capture: (listener: (text: string) => void) => ReleaseTerminal
  /** Calls the listener once, synchronously, before the process exits, also after a crash or a signal. */
  readonly onClose: (listener: () => void) => ReleaseTerminal
}

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export type ReleaseTerminal = () => void
