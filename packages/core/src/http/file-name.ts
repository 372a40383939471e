const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * Makes any text a name for one file, on every system: no separators, no control characters, no leading dot,
 * no reserved name, at most 120 bytes with its ending kept.
 */
export function safeFileName(text: string): string {
  const plain = text
    .normalize('NFC')
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex -- they are what must go
    .replaceAll(/[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+/g, '_')
    .replace(/^[.\s]+/, '_')
    .replace(/[.\s]+$/, '')
  const ending = /\.[\w-]{1,12}$/.exec(plain)?.[0] ?? ''
  const stem = shortened(plain.slice(0, plain.length - ending.length), 120 - ending.length)
  const name = stem + ending
  if (name === '') return '_'
  return reserved.test(name) ? `_${name}` : name
}

/** Cuts between characters, not within one. */
function shortened(text: string, bytes: number): string {
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break
    kept += character
  }
  return kept
}
