import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

const segmenter = new Intl.Segmenter()

/** Cuts a text without escape sequences to a width, never within a character. A cut text ends with an ellipsis. */
export function fit(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text
  let result = ''
  let width = 1
  for (const { segment } of segmenter.segment(text)) {
    width += stringWidth(segment)
    if (width > columns) break
    result += segment
  }
  return columns < 1 ? '' : `${result}…`
}

/** Pads with spaces to a width. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)))
}

/** Wraps a line between words and indents the rest. A word that is too long, such as a path, is not broken. */
export function wrap(line: string, columns: number): readonly string[] {
  if (stringWidth(line) <= columns) return [line]
  // oxlint-disable-next-line no-control-regex -- colours begin with a control character
  const [prefix = ''] = /^(?:\u001b\[[\d;]*m)* */.exec(line) ?? []
  const indent = stringWidth(prefix) + 2
  const parts = wrapAnsi(line.slice(prefix.length), Math.max(1, columns - indent), { trim: false }).split(
    '\n',
  )
  return parts.map((part, index) => (index === 0 ? prefix + part : ' '.repeat(indent) + part.trimStart()))
}

/** The number of terminal rows that a line takes. */
export function rowCount(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stringWidth(line) / Math.max(1, columns)))
}
