import type { Reason } from '../model/model.js'

/** What may differ between two tellings of one failure; a place in a script is told apart from it, and stays. */
const parts = new RegExp(
  [
    String.raw`(?<place>[^\s()'"]+\.[cm]?[jt]sx?:\d+(?::\d+)?|script line \d+)`,
    String.raw`[a-z][a-z\d+.-]*:\/\/[^\s'"<>)]+`, // address
    String.raw`[\w.+-]+@[\w-]+\.[\w.-]+`, // of mail
    String.raw`(?<!\w)(?:"[^"]*"|'[^']*'|\`[^\`]*\`)(?!\w)`,
    String.raw`\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b`, // UUID
    String.raw`\b(?:[\da-f]{1,4}:){3,7}:?[\da-f]{1,4}\b`, // IPv6
    String.raw`\b(?=[\da-f]*\d)[\da-f]{8,}\b`, // hash
    String.raw`\b(?=\w*\d[a-z]+\d)\w{6,}\b`, // letters and digits mixed
    String.raw`\d+(?:[.,:]\d+)*`, // numbers, versions, IPv4, times of day
  ].join('|'),
  'gi',
)

const anything = '…'

/** A text without what is one participant's own: ids, numbers, addresses, quoted words. Equal ones tell one failure. */
export function fingerprintReason(text: string): string {
  return text.replaceAll(parts, (_, place: string | undefined) => place ?? anything)
}

/** Reasons that tell one failure become one, the commonest first. */
export function groupReasons(reasons: readonly Reason[]): readonly Reason[] {
  const groups = new Map<string, Reason[]>()
  for (const reason of reasons) {
    const key = keyOf(reason)
    const group = groups.get(key)
    if (group) group.push(reason)
    else groups.set(key, [reason])
  }
  return [...groups.values()].map(merge).toSorted((a, b) => b.participants.length - a.participants.length)
}

/** An assert's message names its metric, in which numbers are no accident. */
function keyOf({ kind, message, expected }: Reason): string {
  return JSON.stringify([kind, kind === 'assert' ? message : fingerprintReason(message), expected])
}

function merge(reasons: readonly Reason[]): Reason {
  const [first] = reasons as [Reason]
  return {
    ...first,
    message: mergeTexts(reasons.map(({ message }) => message)),
    ...(first.actual !== undefined && { actual: rangeOf(reasons.map(({ actual }) => actual ?? '')) }),
    participants: reasons.flatMap(({ participants }) => participants),
    evidence: reasons.flatMap(({ evidence }) => evidence),
  }
}

const fewVariants = 3

/** One text for several with one fingerprint: where they differ stand the variants, if they are few. */
function mergeTexts(texts: readonly string[]): string {
  const distinct = [...new Set(texts)]
  const [first = ''] = distinct
  if (distinct.length === 1) return first
  const found = distinct.map((text) => [...text.matchAll(parts)].map(([whole]) => whole))
  let index = 0
  return first.replaceAll(parts, () => {
    const variants = new Set(found.map((ofText) => ofText[index]))
    index++
    return variants.size <= fewVariants ? [...variants].join('|') : anything
  })
}

/** `398 … 412.5` for numbers, a short list for words. */
export function rangeOf(values: readonly string[]): string {
  const distinct = [...new Set(values)].toSorted()
  const numbers = distinct.map(Number)
  if (distinct.length < 2) return distinct[0] ?? ''
  if (!numbers.some(Number.isNaN)) {
    const sorted = numbers.toSorted((a, b) => a - b)
    return `${sorted[0]} … ${sorted.at(-1)}`
  }
  const more = distinct.length - fewVariants
  return `${distinct.slice(0, fewVariants).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
