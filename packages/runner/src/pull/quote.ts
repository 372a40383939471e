const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** What would not be seen as it is, or would not survive in a file: control and format characters, odd spaces, lone surrogates. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\\]|(?! )\p{Zs}/gu

/** A text as a literal, in the quotes that take fewer escapes. */
export const quote = (text: string): string => {
  const mark = count(text, "'") > count(text, '"') ? '"' : "'"
  return `${mark}${escaped(text).replaceAll(mark, `\\${mark}`)}${mark}`
}

/** A text as part of a template literal. */
export const templatePart = (text: string): string => escaped(text).replaceAll(/`|\$\{/g, '\\$&')

/** A text as it may stand in a line of comment. */
export const commentLine = (text: string): string =>
  `// ${text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`

const escaped = (text: string): string => text.replaceAll(hidden, escape)

const escape = (character: string): string =>
  named[character] ??
  (character.length > 1
    ? `\\u{${character.codePointAt(0)?.toString(16)}}`
    : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

const count = (text: string, part: string): number => text.split(part).length - 1
