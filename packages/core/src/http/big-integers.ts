/** A quick test, because almost no body has such a number: 16 or more digits that are not a fraction. */
export function hasUnsafeInteger(text: string): boolean {
  return /(?<![\d.])\d{16}/.test(text)
}

/** A string, which stays as it is, or a number. */
const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g

/** JSON in which every integer that a JavaScript number cannot hold is a string with its digits. */
export function quoteUnsafeIntegers(json: string): string {
  return json.replaceAll(token, (found) =>
    /^-?\d{16,}$/.test(found) && !Number.isSafeInteger(Number(found)) ? `"${found}"` : found,
  )
}
