import { stripVTControlCharacters } from 'node:util'

/** Takes out what could steer a terminal or break an XML file: escape sequences, control characters, lone surrogates. */
export function plainText(text: string): string {
  return isPlain.test(text) ? text : cleaned(text)
}

/** Most texts are of printable ASCII, and reports have hundreds of thousands of them. */
const isPlain = /^[\n\x20-\x7e]*$/

function cleaned(text: string): string {
  return (
    stripVTControlCharacters(text)
      .replaceAll('\r\n', '\n')
      // oxlint-disable-next-line no-control-regex -- removing them is the purpose
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
      // Right-to-left overrides turn the words of a report around.
      .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .toWellFormed()
      .replaceAll('\ufffd', '?')
  )
}

/** The same in one line. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim()
}

/** Cuts what is longer than anybody reads, and says so; never within a character. */
export function shorten(text: string, mostCharacters: number): string {
  return text.length <= mostCharacters
    ? text
    : `${text.slice(0, mostCharacters).replace(/[\ud800-\udbff]$/, '')}… (${text.length - mostCharacters} more characters)`
}
