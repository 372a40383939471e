import type { OptionProblem } from './option-problems.js'

/** A problem of a combination of options that are valid by themselves. */
export interface LintProblem extends OptionProblem {
  readonly severity: 'error' | 'warning'
}
