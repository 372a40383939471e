import { type SchemaIssue, schemaIssuesOf } from '@loadero-test/core/internal/schemas'
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
  /** The path of the option that it is about, for its line. */
  readonly option?: readonly PropertyKey[]
  readonly hint?: string
}

/** Describes what is wrong with the options of a test: `groups[0].participants[1].browser: unknown value …`. */
export function optionProblemsOf(
  error: z.ZodError,
  schema: z.ZodType,
  options: unknown,
): readonly OptionProblem[] {
  const issues = schemaIssuesOf(error.issues, schema, options)
  return issues
    .filter(({ path: [list, index, key] }) => {
      // An expectation among the asserts, or the reverse, has other fields, too. Only its kind matters.
      const isOther = issues.some(({ path }) => path[0] === list && path[1] === index && path[2] === 'kind')
      return !isOther || key === 'kind' || (list !== 'asserts' && list !== 'expects')
    })
    .map((issue) => {
      const { path, subject } = placeOf(issue)
      const place = z.core.toDotPath(path)
      const message = subject === '' ? issue.message : `${subject} ${issue.message}`
      const code: DiagnosticCode =
        issue.code === 'unrecognized_keys'
          ? 'unknown-option'
          : issue.code === 'custom' && issue.message.startsWith('unknown value')
            ? 'unknown-value'
            : issue.message === 'has no participants'
              ? 'no-participants'
              : 'invalid-option'
      // An unknown key is in the message alone.
      const [, key] = /^unknown key '(.*)'$/.exec(issue.message) ?? []
      return {
        code,
        message: place === '' ? message : `${place}: ${message}`,
        option: key === undefined ? issue.path : [...issue.path, key],
        ...(issue.hint !== undefined && { hint: issue.hint }),
      }
    })
}

/** Names of what the functions of `metric()` build, by its first or last key. The author writes calls, not objects. */
const calls: Readonly<Record<string, string>> = {
  percentile: 'percentile()',
  share: 'share()',
  secondsShare: 'forShare()',
  until: 'timeUntil()',
  start: 'between()',
  end: 'between()',
  after: 'after()',
  before: 'before()',
  expected: 'the threshold',
  history: 'notWorseThan()',
  missing: 'ifMissing()',
  operator: 'the comparison',
}

/** Where the author wrote it: the fields of an assert or an expectation come from calls. */
function placeOf({ path }: SchemaIssue): { readonly path: readonly PropertyKey[]; readonly subject: string } {
  const [list, index, ...rest] = path
  if ((list !== 'asserts' && list !== 'expects') || index === undefined || rest.length === 0)
    return { path, subject: '' }
  const [first] = rest
  const keys = rest.slice(1).map(String).join('.')
  if (first === 'preconditions') return { path: [list, index], subject: `when() ${keys}`.trim() }
  if (first === 'slice') return { path: [list, index], subject: `where() ${keys}`.trim() }
  const maker = rest.includes('history') ? 'history' : rest.includes('until') ? 'until' : rest.at(-1)
  const subject = calls[String(maker)]
  return subject === undefined
    ? { path: rest.at(-1) === 'kind' ? [list, index] : path, subject: '' }
    : { path: [list, index], subject }
}
