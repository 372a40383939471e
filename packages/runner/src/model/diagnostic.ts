/** All diagnostics, each with a section in docs/diagnostics.md. A code never changes its meaning. */
export const diagnosticCodes = [
  'bad-data',
  'bad-script',
  'debug-call',
  'duplicate-name',
  'idle-script',
  'impossible-gate',
  'inline-script',
  'interval-over-timeout',
  'invalid-option',
  'no-checks',
  'no-data-in-mode',
  'no-participants',
  'no-tests',
  'no-title',
  'only-in-ci',
  'same-names',
  'script-globals',
  'secret-var',
  'small-sample',
  'spec-threw',
  'syntax-error',
  'too-many-participants',
  'unknown-mark',
  'unknown-option',
  'unknown-value',
  'unmatched-assert',
  'unmatched-slice',
  'unused-script',
  'unwritable-var',
  'vacuous-gate',
] as const

export type DiagnosticCode = (typeof diagnosticCodes)[number]

/** A place in a file of the author. Lines and columns count from 1. */
export interface SourceLocation {
  /** Relative to the project root, with forward slashes. */
  readonly file: string
  /** Begins with 1. */
  readonly line: number
  /** Absent when only the column in compiled code is known. */
  readonly column?: number
}

/** An error or a warning about a spec, a script or the configuration, found before anything is sent. */
export interface Diagnostic {
  /** Names the kind of problem. */
  readonly code: DiagnosticCode
  /** Nothing is sent when there is an error. */
  readonly severity: 'error' | 'warning'
  /** What is wrong. */
  readonly message: string
  /** Where it is wrong. */
  readonly location: SourceLocation
  /** What to do about it. */
  readonly hint?: string
}

export function isError({ severity }: Pick<Diagnostic, 'severity'>): boolean {
  return severity === 'error'
}

/** Whether nothing is sent. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(isError)
}
