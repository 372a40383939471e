import { PassThrough, Transform } from 'node:stream'
import { createChunkRedactor, hasSecrets } from '../model/redact-secrets.js'

/** Hides the secrets of specs in a text file of any size. */
export function createRedactStream(): Transform {
  if (!hasSecrets()) return new PassThrough()
  const { write, end } = createChunkRedactor()
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, write(chunk))
    },
    flush(done) {
      done(null, end())
    },
  })
}
