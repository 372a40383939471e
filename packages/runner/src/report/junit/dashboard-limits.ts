// Texts and numbers as the dashboards that read JUnit files accept them.
import { plainLine, shorten } from '../plain-text.js'

/** Codecov refuses longer names, and counts the bytes of the escaped text. A number may follow the name. */
const maxNameBytes = 960
const maxMessageCharacters = 1_000

/** A name in one line. Never empty, because some dashboards drop cases without a name. */
export function nameLine(text: string): string {
  const name = plainLine(text)
  const fits = (shown: string) =>
    Buffer.byteLength(
      shown.replaceAll(
        /["'&<>]/g,
        (sign) => ({ '"': '&quot;', "'": '&apos;', '&': '&amp;' })[sign] ?? '&lt;',
      ),
    ) <= maxNameBytes
  if (fits(name)) return name || '?'
  let [low, high] = [0, Math.min(name.length, maxNameBytes)]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(shorten(name, middle))) low = middle
    else high = middle - 1
  }
  return shorten(name, low)
}

/** The message of a problem in one line. Never empty. */
export function messageLine(text: string): string {
  return shorten(plainLine(text), maxMessageCharacters) || '?'
}

/** Dashboards accept times up to a year. */
const maxSeconds = 366 * 24 * 3_600

/** Three decimals, never `1e-7` or `NaN`. */
export function formatSeconds(seconds: number): string {
  return (seconds > 0 ? Math.min(seconds, maxSeconds) : 0).toFixed(3)
}
