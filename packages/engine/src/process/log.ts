import { stripVTControlCharacters } from 'node:util'

/** A text that grows up to a limit, so that a script in an endless loop cannot fill the memory. */
export interface Log {
  readonly add: (text: string) => void
  /** Adds the last text, which is kept beyond the limit. */
  readonly close: (text: string) => void
  readonly toString: () => string
}

export function createLog(maxCharacters = 5_000_000): Log {
  const parts: string[] = []
  let size = 0
  return {
    add(text) {
      if (size > maxCharacters) return
      size += text.length
      parts.push(stripVTControlCharacters(text))
      if (size > maxCharacters) parts.push('\n… the log is too long, the rest is left out\n')
    },
    close: (text) => void parts.push(stripVTControlCharacters(text)),
    toString: () => parts.join(''),
  }
}
