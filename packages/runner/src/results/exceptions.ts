/** What a logger writes before a text: a time, a level, a name in brackets. Indentation behind it stays. */
const loggerPrefix =
  /^(?:(?:\[[^\]]{1,40}\]|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*|\d\d:\d\d:\d\d\S*|(?:ERROR|SEVERE|FATAL|WARN|INFO)\b:?) ?)+/

/**
 * An exception of Python or Java at the beginning of a line: `java.lang.AssertionError: …`, `AssertionError`. Of a name
 * without a package, nothing but a message may follow, because sentences can begin with it.
 */
const exceptionLine =
  /^(?:Exception in thread "[^"]*" )?(?:(?:[a-z_$][\w$]*\.)+[A-Z][\w$]*(?:Error|Exception|Failure|Interrupt|Exit|Fault)(?=[:\s]|$)|[A-Z][\w$]*(?:Error|Exception|Failure|Interrupt)(?=: |:?$))/

/** A line by which a test runner counts or names failures, but does not say why there are any. */
const summaries: readonly RegExp[] = [
  /^[=_-]{3,}.*[=_-]{3,}$/,
  /\btests run:|^total tests run|^tests?:? +\d+ (?:failed|passed)/i,
  /^\d+ (?:tests? )?(?:failed|passed|errors?)\b|^there (?:was|were) \d+ (?:failures?|errors?)/i,
  /^(?:FAILED|ERROR|FAILURES?!*|ERRORS?!*|TEST FAILURE.*|BUILD FAILURE|BUILD FAILED)$/,
  /^(?:FAILED|ERROR)[: ]+\S+(?:::\S+|\(\))?(?: - .*)?$/,
  /^(?:Failed tests?|Tests in error|Failures|Errors):/,
  /^Failed to execute goal|^There are test failures|-> \[Help \d+\]/,
  /^Process finished|exit(?:ed with)? code/i,
]

export function isSummary(line: string): boolean {
  // Longer lines are not summaries, and would take long to match.
  if (line.length > 500) return false
  const text = line.replace(loggerPrefix, '').trim()
  return summaries.some((summary) => summary.test(text))
}

/**
 * The own line of the last exception in a log of Python or Java, without its stack and its causes; `undefined` when the
 * log has none. pytest marks what failed a test with `E`, and can print logs with other exceptions after it.
 */
export function findException(rawLines: readonly string[]): string | undefined {
  const lines = rawLines.map((line) => line.replace(loggerPrefix, ''))
  const marked = lines.flatMap((line, index) =>
    pytestMark.test(line) && !pytestMark.test(lines[index - 1] ?? '') ? [line] : [],
  )
  const ofPytest = marked.at(-1)?.replace(/^E +/, '').trim()
  if (ofPytest !== undefined) return ofPytest
  const raised = lines.lastIndexOf(lines.findLast((line) => line.includes(tracebackStart)) ?? tracebackStart)
  const behindFrames =
    raised === -1 ? -1 : lines.findIndex((line, index) => index > raised && /^\S/.test(line))
  const named = lines.findLastIndex((line) => exceptionLine.test(line.trim()))
  return lines[Math.max(behindFrames, named)]?.trim()
}

const pytestMark = /^E {2,}\S/
const tracebackStart = 'Traceback (most recent call last):'
