import { listFirst } from '@loadero-test/core/internal'
import { group } from 'd3-array'
import type { Reason } from '../model/result.js'

/** The parts of a message that differ between participants with the same failure. A place in a script is kept. */
const variableParts = new RegExp(
  [
    String.raw`(?<place>[^\s()'"]+\.[cm]?[jt]sx?:\d+(?::\d+)?|script line \d+)`,
    String.raw`[a-z][a-z\d+.-]*:\/\/[^\s'"<>)]+`, // URL
    String.raw`[\w.+-]+@[\w-]+\.[\w.-]+`, // email address
    String.raw`(?<!\w)(?:"[^"]*"|'[^']*'|\`[^\`]*\`)(?!\w)`,
    String.raw`\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b`, // UUID
    String.raw`\b(?:[\da-f]{1,4}:){3,7}:?[\da-f]{1,4}\b`, // IPv6
    String.raw`\b(?=[\da-f]*\d)[\da-f]{8,}\b`, // hash
    String.raw`\b(?=\w*\d[a-z]+\d)\w{6,}\b`, // letters and digits mixed
    String.raw`\d+(?:[.,:]\d+)*`, // numbers, versions, IPv4, times of day
  ].join('|'),
  'gi',
)

const placeholder = '…'

/** A message without ids, numbers, addresses and quoted words. Equal fingerprints mean the same failure. */
export function fingerprintReason(message: string): string {
  return message.replaceAll(variableParts, (_, place: string | undefined) => place ?? placeholder)
}

/** Merges the reasons of the same failure, the most frequent first. */
export function groupReasons(reasons: readonly Reason[]): readonly Reason[] {
  const bySameFailure = group(reasons, ({ kind, message, expected }) =>
    // An assert's message is its metric, whose numbers are part of the name.
    JSON.stringify([kind, kind === 'assert' ? message : fingerprintReason(message), expected]),
  )
  return [...bySameFailure.values()]
    .map((same) => {
      const [first] = same as [Reason]
      return {
        ...first,
        message: mergeMessages(same.map(({ message }) => message)),
        ...(first.actual !== undefined && { actual: rangeOf(same.map(({ actual }) => actual ?? '')) }),
        participants: same.flatMap(({ participants }) => participants),
        evidence: same.flatMap(({ evidence }) => evidence),
      }
    })
    .toSorted((a, b) => b.participants.length - a.participants.length)
}

const maxVariants = 3

/** One message for several with the same fingerprint. Where they differ, it lists the variants, if they are few. */
function mergeMessages(messages: readonly string[]): string {
  const distinct = [...new Set(messages)]
  const [first = ''] = distinct
  if (distinct.length === 1) return first
  const partsByMessage = distinct.map((text) => [...text.matchAll(variableParts)].map(([part]) => part))
  let index = 0
  return first.replaceAll(variableParts, () => {
    const variants = new Set(partsByMessage.map((parts) => parts[index]))
    index++
    return variants.size <= maxVariants ? [...variants].join('|') : placeholder
  })
}

/** `398 … 412.5 ms` for numbers with the same unit, a short list for other texts. */
export function rangeOf(values: readonly string[]): string {
  const distinct = [...new Set(values)].toSorted()
  if (distinct.length < 2) return distinct[0] ?? ''
  const parsed = distinct.map((value) => /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(%| [^\d]+)?$/i.exec(value))
  const units = new Set(parsed.map((match) => match && (match[2] ?? '')))
  const [unit] = units
  if (units.size === 1 && typeof unit === 'string') {
    const sorted = parsed.map((match) => Number(match?.[1])).toSorted((a, b) => a - b)
    return `${sorted[0]} … ${sorted.at(-1)}${unit}`
  }
  return listFirst(distinct, maxVariants)
}
