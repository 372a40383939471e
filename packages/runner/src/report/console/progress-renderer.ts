import type { Clock } from '@loadero-test/core'
import type { Progress, TestCase, TestResult } from '../../model/model.js'
import type { SessionProgress } from './session-progress.js'
import type { Palette } from './palette.js'
import type { Terminal } from './terminal.js'

/** How a reporter for people tells what happens while tests run. */
export interface ProgressRenderer {
  /** Says a line that stays. */
  readonly say: (line: string) => void
  /** Something may look different now. */
  readonly changed?: (test: TestCase, before: Progress | undefined, now: Progress | undefined) => void
  readonly result: (result: TestResult) => void
  /** Nothing runs any more; what follows is said below all else. */
  readonly close?: () => void
}

/** What a voice has to speak with. */
export interface ProgressWriter {
  readonly terminal: Terminal
  readonly palette: Palette
  /** The session's time, which may be simulated. */
  readonly now: () => number
  /** Real time, for what people wait for. */
  readonly timer: Clock
  readonly board: () => SessionProgress
}
