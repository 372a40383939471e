import type { Clock } from '@loadero-test/core'
import type { TestResult } from '../../model/result.js'
import type { Progress } from '../../model/session.js'
import type { SpecTest } from '../../model/spec.js'
import type { SessionProgress } from './session-progress.js'
import type { Palette } from './palette.js'
import type { Terminal } from './terminal.js'

/** Shows what happens while tests run. */
export interface ProgressRenderer {
  /** Prints a permanent line. */
  readonly print: (line: string) => void
  readonly changed?: (test: SpecTest, before: Progress | undefined, now: Progress | undefined) => void
  readonly result: (result: TestResult) => void
  /** Ends live output. What the reporter prints next appears below everything else. */
  readonly close?: () => void
}

export interface ProgressContext {
  readonly terminal: Terminal
  readonly palette: Palette
  /** The session's time, which may be simulated. */
  readonly now: () => number
  /** Real time, for redrawing and heartbeats. */
  readonly timer: Clock
  readonly progress: () => SessionProgress
  /** Of the session. */
  readonly tests: readonly SpecTest[]
}
