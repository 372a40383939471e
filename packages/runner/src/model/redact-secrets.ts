import { StringDecoder } from 'node:string_decoder'
import { createSecretPattern, redactedText } from '@loadero-test/core/internal'
import { knownSecrets } from './secrets.js'

/** The end of a chunk can be the start of a secret, so this many characters wait for the next chunk. */
const maxSecretLength = 16_384

const currentPattern = createSecretPattern(knownSecrets, { withinWords: true })

/** Whether there is something to hide. */
export function hasSecrets(): boolean {
  return currentPattern() !== undefined
}

/** Hides the secrets of specs in a text. */
export function redactSecrets(text: string): string {
  const pattern = currentPattern()
  return pattern === undefined ? text : text.replaceAll(pattern, redactedText)
}

/** Hides the secrets of specs in a text that comes in chunks. */
export interface ChunkRedactor {
  /** Returns what can be shown: complete lines. */
  readonly write: (chunk: Uint8Array) => string
  /** Returns what is left. */
  readonly end: () => string
}

export function createChunkRedactor(): ChunkRedactor {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return {
    write: (chunk) => {
      rest += decoder.write(chunk)
      const cut = cutOf(rest)
      const shown = redactSecrets(rest.slice(0, cut))
      rest = rest.slice(cut)
      return shown
    },
    end: () => {
      const shown = redactSecrets(rest + decoder.end())
      rest = ''
      return shown
    },
  }
}

/** Where a text can be cut without cutting a secret: after a line, or before its last part. */
function cutOf(text: string): number {
  const line = text.lastIndexOf('\n') + 1
  const cut = line > 0 ? line : Math.max(0, text.length - maxSecretLength)
  // A secret can contain a line break.
  for (const match of text.matchAll(currentPattern() ?? /$/g)) {
    if (match.index >= cut) break
    if (match.index + match[0].length > cut) return match.index
  }
  return cut
}
