export type QueryValue = string | number | boolean | Date | undefined
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>

/** Times are sent as whole Unix seconds, booleans in lower case. */
function formatValue(value: NonNullable<QueryValue>): string {
  return value instanceof Date ? String(Math.floor(value.getTime() / 1_000)) : String(value)
}

/** `?…`, or an empty text without values. Several values of one key repeat the key. */
export function queryString(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const item of [value].flat()) if (item !== undefined) params.append(key, formatValue(item))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
