export type QueryValue = string | number | boolean | Date | undefined
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>

/**
 * `?…`, or an empty text without values. Several values of one key repeat the key. Times are sent as whole Unix seconds,
 * booleans in lower case.
 */
export function queryString(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const item of [value].flat()) {
      if (item === undefined) continue
      params.append(key, String(item instanceof Date ? Math.floor(item.getTime() / 1_000) : item))
    }
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
