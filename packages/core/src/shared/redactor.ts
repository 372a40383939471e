/** What is shown in the place of a secret. */
export const redactedText = '***'

/** A shorter secret is a part of most texts: to hide it would hide the text. */
const minSecretLength = 4

/** From this length on, a secret does not occur within a word by chance. */
const minUnambiguousLength = 12

/** Hides secrets in all that can be shown. */
export interface Redactor {
  text(value: string): string
  /** A copy of parsed JSON. */
  json(value: unknown): unknown
  /** A plain copy of an error with its causes: name, message, code and stack, and no other property. */
  error(value: unknown): unknown
}

/** From this length on, a line of a secret, or a secret within a longer base64 text, is hidden on its own. */
const minPartLength = 8

/**
 * Every form in which a secret can come back: as it is, without the space around it, line by line, escaped for JSON or HTML, encoded for a URL by a
 * browser, by a form or by code, and in base64, alone or within a longer text.
 */
export function secretEncodings(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed()
  const trimmed = wellFormed.trim()
  const own = [secret, wellFormed, ...(trimmed.length < minSecretLength ? [] : [trimmed])]
  const lines = wellFormed.split(/\r\n|\r|\n/).map((line) => line.trim())
  const longLines = lines.length > 1 ? lines.filter((line) => line.length >= minPartLength) : []
  return [...new Set([...own, ...longLines].flatMap(encodingsOf))].filter((form) => form !== '')
}

function encodingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const wellFormed = text.toWellFormed()
  const urls = [
    encodeURIComponent(wellFormed),
    // As a form does.
    new URLSearchParams({ '': wellFormed }).toString().slice(1),
    // As the address bar of a browser does: it keeps more characters than `encodeURIComponent`.
    encodeURI(wellFormed).replaceAll('%5B', '[').replaceAll('%5D', ']'),
  ]
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  const base64 = [bytes.toString('base64'), ...base64Parts(bytes)]
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    html,
    ...urls.flatMap((url) => [url, url.replaceAll(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase())]),
    ...base64.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]),
    ...base64.map((form) => form.replace(/=+$/, '')),
    bytes.toString('base64url'),
  ]
}

/** The base64 characters that depend on the secret alone, at each position that it can have in a longer text. */
function base64Parts(bytes: Buffer): readonly string[] {
  if (bytes.length < minPartLength) return []
  return [0, 1, 2].map((offset) => {
    const bits = (offset + bytes.length) * 8
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6))
  })
}

export interface SecretPatternOptions {
  /** Match a secret of less than 12 characters within words, too. */
  readonly withinWords?: boolean
}

/**
 * Matches the secrets in all their encodings. A secret of less than 12 characters is matched as a whole word only, so
 * that the secret `test` leaves `tests/` as it is; one of less than 4 characters is not matched.
 * @param secrets read at each call, because secrets can be added at any time
 * @returns a function that gives the same `RegExp` while the secrets are the same, and undefined without secrets
 */
export function createSecretPattern(
  secrets: () => Iterable<string>,
  { withinWords = false }: SecretPatternOptions = {},
): () => RegExp | undefined {
  let known: readonly string[] = []
  let source = ''
  let pattern: RegExp | undefined
  return () => {
    const all = [...secrets()]
    if (all.length === known.length && all.every((secret, index) => secret === known[index])) return pattern
    known = all
    const forms = all
      .filter((secret) => secret.length >= minSecretLength)
      .flatMap(secretEncodings)
      // One secret can begin with another.
      .toSorted((a, b) => b.length - a.length)
    const current = [...new Set(forms)].map((form) => formPattern(form, withinWords)).join('|')
    if (current !== source) pattern = current === '' ? undefined : new RegExp(current, 'gu')
    source = current
    return pattern
  }
}

const wordCharacter = String.raw`[\p{L}\p{N}_]`

/** A word also begins after an escape sequence of a string literal, a URL or a terminal: `\nsecret`, `%20secret`. */
const wordStart = String.raw`(?:(?<!${wordCharacter})|(?<=\\[abefnrtv0]|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|%[\da-fA-F]{2}|\x1b\[[\d;]*[A-Za-z]))`
const wordEnd = `(?!${wordCharacter})`
const startsWithWord = new RegExp(`^${wordCharacter}`, 'u')
const endsWithWord = new RegExp(`${wordCharacter}$`, 'u')

function formPattern(form: string, withinWords: boolean): string {
  const literal = form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  if (withinWords || form.length >= minUnambiguousLength) return literal
  return (startsWithWord.test(form) ? wordStart : '') + literal + (endsWithWord.test(form) ? wordEnd : '')
}

/** @param secrets read at each use */
export function createRedactor(secrets: () => Iterable<string>): Redactor {
  const currentPattern = createSecretPattern(secrets)

  const text = (value: string): string => {
    const pattern = currentPattern()
    return pattern === undefined ? value : value.replaceAll(pattern, redactedText)
  }

  const json = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(json)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [text(key), json(child)]))
  }

  const error = (value: unknown, depth = 0): unknown => {
    if (!(value instanceof Error)) return json(value)
    const copy = new Error(text(value.message))
    copy.name = text(value.name)
    copy.stack = text(value.stack ?? '')
    if ('code' in value) Object.assign(copy, { code: json(value.code) })
    // undici puts one error for each address that it tried into an AggregateError.
    if (value instanceof AggregateError) {
      Object.assign(copy, { errors: value.errors.map((child) => error(child, depth)) })
    }
    if (value.cause !== undefined && depth < 8) copy.cause = error(value.cause, depth + 1)
    return copy
  }

  return { text, json, error: (value) => error(value) }
}
