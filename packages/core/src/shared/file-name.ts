const reservedNames = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * Turns a text into a file name that is valid on every system: no separators, no control characters, no leading dot,
 * no reserved name, at most 120 bytes. Keeps the extension.
 */
export function safeFileName(text: string): string {
  const cleaned = text
    .normalize('NFC')
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex -- control characters are what it removes
    .replaceAll(/[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+/g, '_')
    .replace(/^[.\s]+/, '_')
    .replace(/[.\s]+$/, '')
  const extension = /\.[\w-]{1,12}$/.exec(cleaned)?.[0] ?? ''
  let stem = ''
  // Cuts between two characters, never within one.
  for (const character of cleaned.slice(0, cleaned.length - extension.length)) {
    if (Buffer.byteLength(stem + character + extension) > 120) break
    stem += character
  }
  const name = stem + extension
  if (name === '') return '_'
  return reservedNames.test(name) ? `_${name}` : name
}
