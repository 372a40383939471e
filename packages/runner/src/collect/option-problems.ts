import { z } from 'zod'
import type { DiagnosticCode, SourceLocation } from '../model/diagnostic.js'

/** An error or a warning about the options of a test. */
export interface OptionProblem {
  readonly code: DiagnosticCode
  /** Default: `error`. */
  readonly severity?: 'error' | 'warning'
  readonly message: string
  /** Default: the location of the test. */
  readonly location?: SourceLocation
  readonly hint?: string
}

/** Turns the issues of zod into problems: `groups[0].participants[1].browser: unknown value …`. */
export function optionProblemsOf(error: z.ZodError): readonly OptionProblem[] {
  return error.issues.map((issue) => {
    const path = z.core.toDotPath(issue.path)
    const hint = issue.code === 'custom' ? (issue.params?.['hint'] as string | undefined) : undefined
    return {
      code: diagnosticCodeOf(issue),
      message: path === '' ? issue.message : `${path}: ${issue.message}`,
      ...(hint !== undefined && { hint }),
    }
  })
}

function diagnosticCodeOf(issue: z.core.$ZodIssue): DiagnosticCode {
  if (issue.code === 'unrecognized_keys') return 'unknown-option'
  if (issue.code === 'custom' && issue.message.startsWith('unknown value')) return 'unknown-value'
  if (issue.message === 'has no participants') return 'no-participants'
  return 'invalid-option'
}
