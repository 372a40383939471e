import PostalMime, { decodeWords } from 'postal-mime'

/** A message as scripts receive it; a missing part is an empty text. */
export interface ReceivedEmail {
  readonly from: string
  readonly to: string
  readonly subject: string
  /** By names in lower case; several headers of one name are joined with line breaks. */
  readonly headers: Readonly<Record<string, string>>
  readonly 'text/html': string
  readonly 'text/plain': string
}

/**
 * Parses a raw message. `from` and `to` of the SMTP envelope are used where the headers have none.
 * @throws Error when its parts nest too deep, or its headers have no end
 */
export async function readEmail(
  raw: Buffer,
  envelope: { readonly from: string; readonly to: string },
): Promise<ReceivedEmail> {
  const { headers, subject = '', html = '', text = '' } = await PostalMime.parse(raw)
  const byName = new Map<string, string>()
  for (const { key, value } of headers) {
    const previous = byName.get(key)
    byName.set(key, previous === undefined ? decodeWords(value) : `${previous}\n${decodeWords(value)}`)
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
