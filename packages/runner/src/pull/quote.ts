const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** What would not be seen as it is, or would not survive in a file: control and format characters, odd spaces, lone surrogates. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\\]|(?! )\p{Zs}/gu

/** A text as a literal, in the quotes that take fewer escapes. */
export function quote(text: string): string {
  const mark = count(text, "'") > count(text, '"') ? '"' : "'"
  return `${mark}${escaped(text).replaceAll(mark, `\\${mark}`)}${mark}`
}

/** A text as part of a template literal. */
export function templatePart(text: string): string {
  return escaped(text).replaceAll(/`|\$\{/g, '\\$&')
}

/** A text as it may stand in a line of comment. */
export function commentLine(text: string): string {
  return `// ${text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`
}

function escaped(text: string): string {
  return text.replaceAll(hidden, escape)
}

function escape(character: string): string {
  return (
    named[character] ??
    (character.length > 1
      ? `\\u{${character.codePointAt(0)?.toString(16)}}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  )
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}
