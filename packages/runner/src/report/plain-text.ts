import { stripVTControlCharacters } from 'node:util'

/** Reports have hundreds of thousands of texts, and most of them are printable ASCII. */
const printableAscii = /^[\n\x20-\x7e]*$/

/** Removes escape sequences, control characters and lone surrogates, which could control a terminal or break XML. */
export function plainText(text: string): string {
  if (printableAscii.test(text)) return text
  return (
    stripVTControlCharacters(text)
      .replaceAll('\r\n', '\n')
      // oxlint-disable-next-line no-control-regex -- removing them is the purpose
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
      // Direction overrides reverse the text of a report.
      .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .toWellFormed()
      .replaceAll('\ufffd', '?')
  )
}

/** Plain text in one line. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim()
}

/** Plain text with its lines and their indentation. */
export function plainLines(text: string): readonly string[] {
  return plainText(text)
    .split('\n')
    .map((line) => line.replaceAll('\t', '  ').trimEnd())
}

/** Cuts a long text, never within a character, and says how much is missing. */
export function shorten(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters
    ? text
    : `${text.slice(0, maxCharacters).replace(/[\ud800-\udbff]$/, '')}… (${text.length - maxCharacters} more characters)`
}

/**
 * Breaks the commands that a CI service reads from a log: `::error::` at the beginning of a line, `##[section]`,
 * `##vso[…]` and `##teamcity[…]` anywhere. Texts of scripts and pages must not send commands.
 */
export function escapeWorkflowCommands(line: string): string {
  // oxlint-disable-next-line no-control-regex -- colours before the colons do not disable a command
  return line.replaceAll(/##(?=\w*\[)/g, '# #').replace(/^((?:\s|\u001b\[[\d;?]*[a-zA-Z])*):(?=:)/, '$1: ')
}

/** Characters that JSON does not escape, but that are invisible or control a terminal. */
const invisible = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** JSON with control and invisible characters escaped, so that it is safe to print. */
export function jsonText(value: unknown, indentation?: number): string {
  return JSON.stringify(value, undefined, indentation).replaceAll(
    invisible,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
