/** Faults of a script or of a page that no load explains. They win over every other pattern. */
const independent = new RegExp(
  [
    String.raw`\b(?:Type|Reference|Syntax|Range|URI|Eval)Error\b`,
    String.raw`\bis not (?:a function|defined|iterable|a constructor|valid JSON)\b`,
    String.raw`\bCannot read propert`,
    String.raw`\bUnexpected (?:token|identifier|end of)`,
    String.raw`\binvalid selector\b`,
    String.raw`\bThe page has crashed\b`,
    String.raw`\bThe script(?:'s process ended early| ran out of memory| is not one function)`,
    String.raw`\bnet::ERR_(?!TIMED_OUT|CONNECTION_TIMED_OUT)\w+`,
  ].join('|'),
  'i',
)

/** Something did not happen in time, or was not there at the moment at which it was looked for. */
const time = new RegExp(
  [
    String.raw`\btim(?:ed?|ing)[ -]?out\b|timeout|TIMED_OUT|\bdeadline\b|\bCut short\b`,
    // A duration with its unit: a limit, or what was measured.
    String.raw`\b\d+(?:[.,]\d+)? ?(?:ms|milliseconds?|s|sec|seconds?|min|minutes?)\b`,
    String.raw`\bcannot determine loading status\b`,
    String.raw`\btoo (?:slow|late|long)\b|\bslower than\b|\blonger than\b`,
    String.raw`\bno such element\b|\bstale element\b|NoSuchElement|StaleElement|not interactable|click intercepted`,
    // Nightwatch repeats these until a limit that the message does not name.
    String.raw`\bExpected elements? <`,
  ].join('|'),
  'i',
)

const number = String.raw`-?\d+(?:[.,]\d+)*`
/** Two numbers were compared, or a number with a limit. */
const comparison = new RegExp(
  [
    String.raw`expected "${number}" but got: "${number}"`,
    String.raw`\bexpected ${number} (?:not )?to\b`,
    String.raw`\b(?:length|size) of ${number}\b`,
    String.raw`${number} ?(?:[<>]=?|[!=]==?|→|->|≤|≥) ?${number}`,
    String.raw`\b(?:above|below|less|more|fewer|greater|lower|higher|at least|at most|under|over|grows?)\b.*?(?<![\w#.])${number}(?![\w])`,
    String.raw`(?<![\w#.])${number}(?!\w).*?\b(?:above|below|less|more|fewer|greater|lower|higher|at least|at most|under|over)\b`,
    // An assertion on a condition: its message names a number, or its source compares some.
    String.raw`Failed \[ok\]: \([^)]*(?<![\w#.])${number}(?!\w)`,
    String.raw`\bsource: .*?(?:(?<!=)[<>]|[!=]==? ?-?\d)`,
  ].join('|'),
  'i',
)

/** Nightwatch's own timing of each command says nothing about its failure. */
const elapsed = / \(\d+ ?ms\)(?= source: |$)/

/**
 * Whether a failure may come from the load of the machine alone: it was decided by a time limit, by a moment or by a
 * number. A failure that says anything else has nothing to do with load. One that says nothing may have any cause.
 * @param message the error of a script, or of the author's callback
 */
export function dependsOnLoad(message: string | undefined): boolean {
  const text = (message ?? '').replace(elapsed, '').trim()
  if (text === '') return true
  return !independent.test(text) && (time.test(text) || comparison.test(text))
}
