import { listFirst, plural } from '@loadero-test/core/internal'
import { isError, type SourceLocation } from '../../model/diagnostic.js'
import { isFlaky, type TestResult } from '../../model/result.js'
import { hintFor, sessionErrors, type Summary } from '../../model/session.js'
import { failingPlace, type SourcePath, withSourcePaths } from '../failing-place.js'
import { attemptLines, reasonLines } from '../format.js'
import { plainLine, shorten } from '../plain-text.js'

/** GitHub shows ten annotations of a step and drops the rest silently. The tenth says how many more there are. */
const maxAnnotations = 9

/** GitHub refuses longer messages. */
const maxCharacters = 4_000

interface Annotation {
  readonly title: string
  /** One or more lines. */
  readonly message: readonly string[]
  readonly location?: SourceLocation
  /** Default: `error`. */
  readonly severity?: 'error' | 'warning'
}

/**
 * Workflow commands that annotate what did not pass, at the author's line that failed where it is known. Several tests
 * with the same cause have one annotation. Paths are those of `sourcePath`.
 */
export function annotationsOf(summary: Summary, sourcePath: SourcePath = (file) => file): readonly string[] {
  const errors = sessionErrors(summary)
  const problems = summary.tests.filter(
    (result) =>
      result.verdict !== 'passed' &&
      result.verdict !== 'skipped' &&
      // The annotation of the session has this cause.
      !errors.some(({ message }) => result.reasons[0]?.message.includes(message)),
  )
  const all: readonly Annotation[] = [
    ...errors.map(({ message, hint = '' }) => ({ title: 'loadero-test', message: [`${message} ${hint}`] })),
    ...summary.diagnostics.filter(isError).map(({ code, message, location, hint = '' }) => ({
      title: code,
      message: [`${message} ${hint}`],
      location,
    })),
    ...groupByCause(problems).map((results) => problemAnnotation(results, summary, sourcePath)),
    ...summary.tests.filter(isFlaky).map(({ test, previousAttempts }) => ({
      title: `flaky: ${test.id}`,
      message: [`passed at attempt ${previousAttempts.length + 1}`, ...attemptLines(previousAttempts)],
      location: failingPlace(previousAttempts.at(-1)?.reasons[0]) ?? test.location,
      severity: 'warning' as const,
    })),
    ...summary.tests.flatMap(({ test, warnings = [] }) =>
      warnings.map((message) => ({
        title: test.id,
        message: [message],
        location: test.location,
        severity: 'warning' as const,
      })),
    ),
  ]
  const more: Annotation = {
    title: 'loadero-test',
    message: [`and ${plural(all.length - maxAnnotations, 'more problem')}: see the summary of the job`],
  }
  const shown = all.length <= maxAnnotations + 1 ? all : [...all.slice(0, maxAnnotations), more]
  return shown.map(({ title, message, location, severity = 'error' }) => {
    const properties = {
      ...(location && { file: sourcePath(location.file), line: String(location.line) }),
      title: shorten(plainLine(title), 255),
    }
    const pairs = Object.entries(properties).map(([key, value]) => {
      const escaped = escapeData(plainLine(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')
      return `${key}=${escaped}`
    })
    const text = shorten(message.map((line) => plainLine(line)).join('\n'), maxCharacters)
    return `::${severity} ${pairs.join(',')}::${escapeData(text)}`
  })
}

/** Tests that did not fail by the product itself, and that differ only in numbers, have one cause. */
function groupByCause(results: readonly TestResult[]): readonly (readonly TestResult[])[] {
  const groups = new Map<string, TestResult[]>()
  for (const [index, result] of results.entries()) {
    const { verdict, reasons } = result
    const [first] = reasons
    const isShared = verdict !== 'failed' && first && ['session', 'run'].includes(first.kind)
    const key = isShared
      ? `${verdict} ${first.message.replaceAll(/\d+/g, '#').replaceAll(result.test.id, '')}`
      : String(index)
    const group = groups.get(key)
    if (group) group.push(result)
    else groups.set(key, [result])
  }
  return [...groups.values()]
}

const maxNames = 5

function problemAnnotation(
  results: readonly TestResult[],
  summary: Summary,
  sourcePath: SourcePath,
): Annotation {
  const [result] = results as readonly [TestResult]
  const { test, verdict, reasons } = result
  const [first, ...others] = reasons
  const more = others.length > 0 ? [`and ${plural(others.length, 'more reason')}`] : []
  return {
    title: results.length === 1 ? `${verdict}: ${test.id}` : `${verdict}: ${results.length} tests`,
    message: [
      ...(first ? withSourcePaths(reasonLines(first, result), sourcePath) : [verdict]),
      ...more,
      ...[hintFor(summary, test) ?? []].flat(),
      ...(results.length === 1 ? [] : [listFirst(results, maxNames, (one) => one.test.id)]),
    ],
    location: failingPlace(first) ?? test.location,
  }
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
