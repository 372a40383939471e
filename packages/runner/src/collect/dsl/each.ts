import { format } from 'node:util'

/** The table of `each`: rows, or a tagged template with a heading, as in Vitest. */
export type Table = readonly unknown[]

/** The rows of a tagged template: its heading names the columns, and its values fill them from left to right. */
export function eachRowsOf(
  strings: TemplateStringsArray,
  values: readonly unknown[],
): readonly Record<string, unknown>[] {
  const names = (strings[0] ?? '')
    .trim()
    .split('|')
    .map((name) => name.trim())
  const rows: Record<string, unknown>[] = []
  for (let start = 0; start < values.length; start += names.length) {
    rows.push(Object.fromEntries(names.map((name, column) => [name, values[start + column]])))
  }
  return rows
}

/** A row as arguments: an array is spread, and anything else is one argument. */
export function argumentsOf(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row : [row]
}

/**
 * Fills the placeholders of a title: `%s`, `%i`, `%o` … are the arguments in their order, `%#` and `%$` the number of the
 * row from 0 and from 1, and `$key` a field of the row.
 */
export function titleOf(title: string, row: unknown, index: number): string {
  const remaining = [...argumentsOf(row)]
  return title.replaceAll(/%[%#$sdifjoO]|\$([A-Za-z_][\w.]*)/g, (placeholder, path: string | undefined) => {
    if (path !== undefined) {
      const value = path
        .split('.')
        .reduce<unknown>(
          (part, key) =>
            typeof part === 'object' && part !== null && Object.hasOwn(part, key)
              ? (part as Record<string, unknown>)[key]
              : undefined,
          row,
        )
      return value === undefined ? placeholder : format('%s', value)
    }
    if (placeholder === '%%') return '%'
    if (placeholder === '%#' || placeholder === '%$') return String(placeholder === '%#' ? index : index + 1)
    return remaining.length > 0 ? format(placeholder, remaining.shift()) : placeholder
  })
}
