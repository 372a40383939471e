import { PassThrough, Transform } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createSecretPattern, redactedText } from '@loadero-test/core/internal'
import { knownSecrets } from '../model/secrets.js'

/** The end of a chunk can be the start of a secret, so this many characters wait for the next chunk. */
const maxSecretLength = 16_384

const currentPattern = createSecretPattern(knownSecrets, { withinWords: true })

/** Hides the secrets of specs in a text. */
export function redactSecrets(text: string): string {
  const pattern = currentPattern()
  return pattern === undefined ? text : text.replaceAll(pattern, redactedText)
}

/** Hides the secrets of specs in a text file of any size. */
export function createRedactStream(): Transform {
  const pattern = currentPattern()
  if (pattern === undefined) return new PassThrough()
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      rest += decoder.write(chunk)
      const cut = cutOf(rest, pattern)
      done(null, rest.slice(0, cut).replaceAll(pattern, redactedText))
      rest = rest.slice(cut)
    },
    flush(done) {
      done(null, (rest + decoder.end()).replaceAll(pattern, redactedText))
    },
  })
}

/** Where a text can be cut without cutting a secret: after a line, or before its last part. */
function cutOf(text: string, pattern: RegExp): number {
  const line = text.lastIndexOf('\n') + 1
  const cut = line > 0 ? line : Math.max(0, text.length - maxSecretLength)
  // A secret can contain a line break.
  for (const match of text.matchAll(pattern)) {
    if (match.index >= cut) break
    if (match.index + match[0].length > cut) return match.index
  }
  return cut
}
