/** Takes a secret out of whatever might be shown. */
export interface Redactor {
  text(value: string): string
  /** A copy of parsed JSON. */
  json(value: unknown): unknown
  /** A plain copy of an error with its causes: name, message, code and stack, and nothing that hung on it besides. */
  error(value: unknown): unknown
}

const mark = '[token]'

/** Every form in which a secret could come back: as it is, escaped for JSON or an address, in base64. */
export function secretEncodings(secret: string): readonly string[] {
  const whole = secret.toWellFormed()
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(whole),
      Buffer.from(whole).toString('base64'),
    ]),
  ].filter((form) => form !== '')
}

/** Blots out the secret in each of its forms. */
export function createRedactor(secret: string): Redactor {
  const forms = secretEncodings(secret)
  const text = (value: string) => forms.reduce((blotted, form) => blotted.replaceAll(form, mark), value)

  const json = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(json)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [text(key), json(one)]))
  }

  const error = (value: unknown, depth = 0): unknown => {
    if (!(value instanceof Error)) return json(value)
    const copy = new Error(text(value.message))
    copy.name = text(value.name)
    copy.stack = text(value.stack ?? '')
    if ('code' in value) Object.assign(copy, { code: json(value.code) })
    // undici puts one error for each address it tried into an AggregateError.
    if (value instanceof AggregateError)
      Object.assign(copy, { errors: value.errors.map((one) => error(one, depth)) })
    if (value.cause !== undefined && depth < 8) copy.cause = error(value.cause, depth + 1)
    return copy
  }

  return { text, json, error: (value) => error(value) }
}
