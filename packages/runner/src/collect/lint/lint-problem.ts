import type { OptionProblem } from '../option-problems.js'

/** A problem of a combination of options that are valid by themselves. */
export interface LintProblem extends OptionProblem {
  readonly severity: 'error' | 'warning'
}

/** A limit that no value can meet is an error. A limit that every value meets, or a name that may be wrong, is a warning. */
export function gateProblem(
  code: 'impossible-gate' | 'vacuous-gate' | 'unknown-mark',
  message: string,
  hint: string,
): LintProblem {
  return { code, severity: code === 'impossible-gate' ? 'error' : 'warning', message, hint }
}
