import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

const segmenter = new Intl.Segmenter()

/** Cuts a text without escape sequences to so many columns, never within a character; an ellipsis shows the cut. */
export function fit(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text
  let kept = ''
  let used = 1
  for (const { segment } of segmenter.segment(text)) {
    used += stringWidth(segment)
    if (used > columns) break
    kept += segment
  }
  return columns < 1 ? '' : `${kept}…`
}

/** Fills up with spaces to so many columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)))
}

/** Breaks a line at its words, with what follows indented; a word that is too long, such as a path, is left whole. */
export function wrap(line: string, columns: number): readonly string[] {
  if (stringWidth(line) <= columns) return [line]
  // oxlint-disable-next-line no-control-regex -- colours begin with one
  const [lead = ''] = /^(?:\u001b\[[\d;]*m)* */.exec(line) ?? []
  const indent = stringWidth(lead) + 2
  const parts = wrapAnsi(line.slice(lead.length), Math.max(1, columns - indent), { trim: false }).split('\n')
  return parts.map((part, index) => (index === 0 ? lead + part : ' '.repeat(indent) + part.trimStart()))
}

/** How many rows of a terminal a line takes that has wrapped. */
export function wrapRowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stringWidth(line) / Math.max(1, columns)))
}
