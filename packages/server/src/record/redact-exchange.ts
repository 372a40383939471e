import { createRedactor, redactedText } from '@loadero-test/core/internal'
import type { Exchange } from './exchange.js'

/** Keys whose values identify a person or grant access. */
const privateKey =
  /(^|_)(e?mail|password|passwd|passphrase|secret|api_?key|private_?key|(access|refresh|api|auth)?_?token|phone|first_?name|last_?name|full_?name|surname|user_?name|vat|vat_number|iban|address|street|zip)(_|$)/i
const accountKey = /(^|_)account_id$/

/** Patterns of secrets and personal data in texts. `$1` is what remains of a match. */
const privateTexts: readonly RegExp[] = [
  // Keys and certificates.
  /(-----BEGIN [A-Z ]+-----)[\s\S]*?(?=-----END|$)/g,
  // Authorization headers.
  /\b((?:LoaderoAuth|Bearer|Basic)\s+)[\w.~+/=-]{8,}/g,
  // JSON web tokens and keys of cloud services.
  /()\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  /()\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  // Credentials in addresses.
  /(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@"'`]+(?=@)/gi,
  // Literals of private names: `token: '…'`, `"secret": "…"`.
  /(\b\w*(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|signature|credential)["']?\s*[:=]\s*["'`])[^"'`\n]+/gi,
  // Values in addresses and assignments: `?token=…`, `PASSWORD=…`.
  /(\b\w*(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|signature|credential)=)[^\s"'`&,;)}]{3,}/gi,
  // The literal after the selector of a secret: `setValue('#password', '…')`, `e("#pin").send_keys("…")`.
  /(["'`][^"'`\n]*(?:pass|secret|token|\bpin\b|\botp\b)[^"'`\n]*["'`][^"'`\n]{0,40}["'`])[^"'`\n]+/gi,
]
const mailAddress = /[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)+/gi

/** A link of a log or an artifact: its query may hold a signature. */
const signedLink = /^(https?:\/\/[^\s?#]+)[?#]\S+$/

/**
 * Hides secrets and personal data in exchanges. Every value keeps its type.
 * @param secrets read at each call
 */
export function createExchangeRedactor(secrets: () => Iterable<string>): (exchange: Exchange) => Exchange {
  const known = createRedactor(secrets)

  const redactText = (text: string): string => {
    const link = signedLink.exec(text)
    const withoutSecrets = known.text(link?.[1] === undefined ? text : `${link[1]}?${redactedText}`)
    return privateTexts
      .reduce((result, pattern) => result.replaceAll(pattern, `$1${redactedText}`), withoutSecrets)
      .replaceAll(mailAddress, redactedText)
  }
  const redactValue = (value: unknown): unknown => {
    if (typeof value === 'string') return redactText(value)
    if (Array.isArray(value)) return value.map(redactValue)
    if (typeof value !== 'object' || value === null) return value
    const isCertificate = 'file_type' in value && String(value.file_type).includes('certificate')
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => {
        const isPrivate = privateKey.test(key) || (isCertificate && key === 'content')
        if (isPrivate) return [key, hideLeaves(child)]
        if (accountKey.test(key) && typeof child === 'number') return [key, 1]
        return [known.text(key), redactValue(child)]
      }),
    )
  }
  const redactPath = (path: string): string => {
    const { pathname, searchParams } = new URL(`http://loadero.test${path}`)
    const query = new URLSearchParams(
      [...searchParams].map(([key, value]): [string, string] => [
        key,
        privateKey.test(key) ? redactedText : redactText(value),
      ]),
    ).toString()
    return known.text(pathname) + (query === '' ? '' : `?${query}`)
  }
  return (exchange) => ({
    ...exchange,
    path: redactPath(exchange.path),
    ...('requestBody' in exchange && { requestBody: redactValue(exchange.requestBody) }),
    ...('body' in exchange && { body: redactValue(exchange.body) }),
    ...(exchange.location !== undefined && { location: redactPath(exchange.location) }),
  })
}

/** The value with other texts and numbers. */
function hideLeaves(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : redactedText
  if (typeof value === 'number') return 0
  if (Array.isArray(value)) return value.map(hideLeaves)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, hideLeaves(child)]))
}
