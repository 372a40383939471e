import { distance } from 'fastest-levenshtein'

/** The known values that are most similar to what was written, the most similar first; none when all differ too much. */
export function similarTo(value: string, known: readonly string[]): readonly string[] {
  const written = value.toLowerCase()
  return known
    .map((candidate) => ({ candidate, far: farness(written, candidate.toLowerCase()) }))
    .filter(({ far }) => far < Infinity)
    .toSorted((a, b) => a.far - b.far)
    .filter(({ far }, index, [best]) => index < 3 && best !== undefined && far <= best.far + 1)
    .map(({ candidate }) => candidate)
}

/** The number of edits; a shortened word is near, and a word with other letters is not similar at all. */
function farness(written: string, candidate: string): number {
  if (written.length > 2 && candidate.startsWith(written)) return 0.5
  const edits = distance(written, candidate)
  const length = Math.max(written.length, candidate.length)
  if (edits <= Math.max(length > 3 ? 2 : 1, Math.floor(length * 0.4))) return edits
  return written.length > 2 && candidate.includes(written) ? edits : Infinity
}

/** At most this many values are listed when none is similar. */
const maxListed = 13

/** `Did you mean 'a' or 'b'?`, or the allowed values when there are few, or nothing. */
export function suggestionFor(value: string, known: readonly string[]): string {
  const similar = similarTo(value, known)
  if (similar.length > 0) return `Did you mean ${similar.map((one) => `'${one}'`).join(' or ')}?`
  return known.length > 0 && known.length <= maxListed ? `Use one of: ${known.join(', ')}.` : ''
}
