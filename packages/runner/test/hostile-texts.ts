import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { ParseOption, XmlDocument, XsdValidator } from 'libxml2-wasm'
import type { Summary } from '../src/model/session.js'
import { userKeyedRecords, enumFields } from '../src/report/redact.js'
import { sessions } from './sessions.js'

const fragments = [
  ']]>',
  '\u001b[31m',
  '\u001b]8;;http://evil.example\u0007',
  '\u0000',
  '\ud800',
  '\udfff',
  '\ufffe',
  '\u0085',
  '<img src=x onerror=alert(1)>',
  '</script>',
  '</style>',
  '<!--',
  '&amp;',
  '&#0;',
  '"',
  "'",
  '`',
  '|',
  '\r\n',
  '\n',
  '::error::',
  '%0A',
  '${x}',
  '[a](javascript:x)',
  '@team',
  '\u202e',
  '\u200f',
  '\u2028',
  'é',
  '🦉',
  'x'.repeat(5_000),
]

/** Any JavaScript string, including lone surrogates. */
export const codeUnits: fc.Arbitrary<string> = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units))

/** Texts that could break a report or a terminal. */
const hostileText: fc.Arbitrary<string> = fc.oneof(
  codeUnits,
  fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((parts) => parts.join('')),
)

const numbers = [0, -1, 1e-7, 1e300, NaN, Infinity, -Infinity]

/** A session in which all texts and numbers from outside are hostile. */
export const hostileSummary: fc.Arbitrary<Summary> = fc
  .tuple(
    fc.constantFrom<Summary>(...Object.values(sessions)),
    fc.array(hostileText, { minLength: 1, maxLength: 6 }),
    fc.array(fc.constantFrom(...numbers), { minLength: 1, maxLength: 4 }),
  )
  .map(([summary, texts, hostileNumbers]) => {
    let next = 0
    const text = () => texts[next++ % texts.length] ?? ''
    const number = () => hostileNumbers[next++ % hostileNumbers.length] ?? 0
    const replaceValues = (value: unknown, key: string): unknown => {
      if (ownFields.has(key)) return value
      if (typeof value === 'string') return text()
      if (typeof value === 'number') return number()
      if (Array.isArray(value)) return value.map((item) => replaceValues(item, ''))
      if (typeof value !== 'object' || value === null) return value
      const entries = Object.entries(value).map(([name, field]) => [
        userKeyedRecords.has(key) ? text() : name,
        replaceValues(field, name),
      ])
      return Object.fromEntries(entries) as unknown
    }
    return replaceValues(summary, '') as Summary
  })

/** Fields whose values never come from outside. */
const ownFields = new Set([...enumFields, 'sessionId', 'startedMs', 'line', 'exit'])

/** A text of about one megabyte. */
export const hugeText = ']]>\u001b[31m<&"\ud800é'.repeat(70_000)

let schema: XsdValidator | undefined

/** Validates a report. @throws if it is not XML or does not conform to the schema of the strict profile */
export function validateStrict(xml: string): void {
  const xsd = new URL('../docs/junit-strict.xsd', import.meta.url)
  schema ??= XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(xsd)))
  const document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_HUGE })
  try {
    schema.validate(document)
  } finally {
    document.dispose()
  }
}
