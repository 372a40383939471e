const namedEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** Characters that are invisible or that a file may not keep: control and format characters, unusual spaces, lone surrogates. */
const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\\]|(?! )\p{Zs}/gu

/** A string literal, with the quotes that need fewer escapes. */
export function quote(text: string): string {
  const hasMoreSingle = text.split("'").length > text.split('"').length
  const mark = hasMoreSingle ? '"' : "'"
  return `${mark}${escapeText(text).replaceAll(mark, `\\${mark}`)}${mark}`
}

/** Text for a template literal. */
export function templatePart(text: string): string {
  return escapeText(text).replaceAll(/`|\$\{/g, '\\$&')
}

/** A comment of one line. */
export function commentLine(text: string): string {
  return `// ${text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`
}

function escapeText(text: string): string {
  return text.replaceAll(
    hiddenCharacters,
    (character) =>
      namedEscapes[character] ??
      (character.length > 1
        ? `\\u{${character.codePointAt(0)?.toString(16)}}`
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}
