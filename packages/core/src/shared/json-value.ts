/** The value of a JSON text; undefined for a text that is not JSON. */
export function jsonValueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
