import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { ParseOption, XmlDocument, XsdValidator } from 'libxml2-wasm'
import type { Summary } from '../src/model/model.js'
import { userKeyedRecords, enumFields } from '../src/report/redact.js'
import { sessions } from './sessions.js'

const bits = [
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

/** Any text that JavaScript can hold, halves of characters included. */
export const codeUnits: fc.Arbitrary<string> = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units))

/** Texts that somebody who wants to break a report, or a terminal, would put into a name or a log. */
const hostileText: fc.Arbitrary<string> = fc.oneof(
  codeUnits,
  fc.array(fc.constantFrom(...bits), { maxLength: 12 }).map((parts) => parts.join('')),
)

const numbers = [0, -1, 1e-7, 1e300, NaN, Infinity, -Infinity]

/** A session in which every text and number that comes from outside is hostile. */
export const hostileSummary: fc.Arbitrary<Summary> = fc
  .tuple(
    fc.constantFrom<Summary>(...Object.values(sessions)),
    fc.array(hostileText, { minLength: 1, maxLength: 6 }),
    fc.array(fc.constantFrom(...numbers), { minLength: 1, maxLength: 4 }),
  )
  .map(([summary, texts, odd]) => {
    let turn = 0
    const text = () => texts[turn++ % texts.length] ?? ''
    const number = () => odd[turn++ % odd.length] ?? 0
    const spoil = (value: unknown, key: string): unknown => {
      if (ours.has(key)) return value
      if (typeof value === 'string') return text()
      if (typeof value === 'number') return number()
      if (Array.isArray(value)) return value.map((item) => spoil(item, ''))
      if (typeof value !== 'object' || value === null) return value
      const entries = Object.entries(value).map(([name, one]) => [
        userKeyedRecords.has(key) ? text() : name,
        spoil(one, name),
      ])
      return Object.fromEntries(entries) as unknown
    }
    return spoil(summary, '') as Summary
  })

/** What nobody but ourselves decides. */
const ours = new Set([...enumFields, 'sessionId', 'startedMs', 'line', 'exit'])

/** A name of a megabyte. */
export const hugeText = ']]>\u001b[31m<&"\ud800é'.repeat(70_000)

let schema: XsdValidator | undefined

/** Reads a report as dashboards do. @throws for what is not XML, or does not keep to the strict profile's schema */
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
