import type { DiagnosticCode } from './diagnostic-codes.js'

/** Where an author wrote something. Lines and columns count from 1; a column is there only when it is the author's. */
export interface SourceLocation {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly line: number
  readonly column?: number
}

/** What is wrong with a spec, a script or the configuration, before anything is sent. */
export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly location: SourceLocation
  /** The way out. */
  readonly hint?: string
}
