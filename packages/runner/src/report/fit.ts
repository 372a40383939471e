import stringWidth from 'string-width'

const segmenter = new Intl.Segmenter()

/** Cuts a text without escape sequences to so many columns, never within a character; an ellipsis shows the cut. */
export const fit = (text: string, columns: number): string => {
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
export const pad = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - stringWidth(text)))

/** How many rows of a terminal a line takes that has wrapped. */
export const rowsOf = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(stringWidth(line) / Math.max(1, columns)))
