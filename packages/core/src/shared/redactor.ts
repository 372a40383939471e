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

/** Every form in which a secret can come back: as it is, escaped for JSON or for a URL, in base64. */
export function secretEncodings(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed()
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(wellFormed),
      Buffer.from(wellFormed).toString('base64'),
    ]),
  ].filter((form) => form !== '')
}

/**
 * Matches the secrets in all their encodings. A secret of less than 12 characters is matched as a whole word only, so
 * that the secret `test` leaves `tests/` as it is; one of less than 4 characters is not matched.
 * @param secrets read at each call, because secrets can be added at any time
 * @returns a function that gives the same `RegExp` while the secrets are the same, and undefined without secrets
 */
export function createSecretPattern(secrets: () => Iterable<string>): () => RegExp | undefined {
  let source = ''
  let pattern: RegExp | undefined
  return () => {
    const forms = [...secrets()]
      .filter((secret) => secret.length >= minSecretLength)
      .flatMap(secretEncodings)
      // One secret can begin with another.
      .toSorted((a, b) => b.length - a.length)
    const current = [...new Set(forms)].map(formPattern).join('|')
    if (current !== source) pattern = new RegExp(current, 'gu')
    source = current
    return source === '' ? undefined : pattern
  }
}

const wordCharacter = String.raw`[\p{L}\p{N}_]`

/** A word also begins after an escape sequence of a string literal, a URL or a terminal: `\nsecret`, `%20secret`. */
const wordStart = String.raw`(?:(?<!${wordCharacter})|(?<=\\[abefnrtv0]|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|%[\da-fA-F]{2}|\x1b\[[\d;]*[A-Za-z]))`
const wordEnd = `(?!${wordCharacter})`
const startsWithWord = new RegExp(`^${wordCharacter}`, 'u')
const endsWithWord = new RegExp(`${wordCharacter}$`, 'u')

function formPattern(form: string): string {
  const literal = form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  if (form.length >= minUnambiguousLength) return literal
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
