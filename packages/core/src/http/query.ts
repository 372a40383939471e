export type QueryValue = string | number | boolean | Date | undefined
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>

/** Times travel as whole Unix seconds, booleans in lower case. */
function written(value: NonNullable<QueryValue>): string {
  return value instanceof Date ? String(Math.floor(value.getTime() / 1_000)) : String(value)
}

/** `?…`, or nothing at all; of several values for one key, each repeats the key. */
export function queryString(query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined) params.append(key, written(one))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
