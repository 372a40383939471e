import PostalMime, { decodeWords } from 'postal-mime'

/** A message as scripts get it; a part that it does not have is empty. */
export interface ReceivedEmail {
  readonly from: string
  readonly to: string
  readonly subject: string
  /** By names in small letters; where there are several of a name, one a line. */
  readonly headers: Readonly<Record<string, string>>
  readonly 'text/html': string
  readonly 'text/plain': string
}

/** Whom a message was handed over by, and for whom, whatever its headers say. */
export interface Envelope {
  readonly from: string
  readonly to: string
}

/** Reads a raw message; rejects with what is wrong with one that nests too deep or has no end of headers. */
export async function readEmail(raw: Buffer, envelope: Envelope): Promise<ReceivedEmail> {
  const { headers, subject = '', html = '', text = '' } = await PostalMime.parse(raw)
  const byName = new Map<string, string>()
  for (const { key, value } of headers) {
    const earlier = byName.get(key)
    byName.set(key, earlier === undefined ? decodeWords(value) : `${earlier}\n${decodeWords(value)}`)
  }
  return {
    from: byName.get('from') ?? envelope.from,
    to: byName.get('to') ?? envelope.to,
    subject,
    headers: Object.fromEntries(byName),
    'text/html': html,
    'text/plain': text,
  }
}
