import { format } from 'node:util'

/** A table of `each`: rows, or a tagged template with a heading as in Vitest. */
export type Table = readonly unknown[]

/** Rows of a tagged template: its heading names the columns, its values fill them from left to right. */
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

/** A row as arguments: lists are spread, anything else is one argument. */
export function argumentsOf(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row : [row]
}

/** `%s`, `%i`, `%o` … take the arguments in turn, `%#` and `%$` the row's number from 0 and 1, `$key` a field of the row. */
export function titleOf(title: string, row: unknown, index: number): string {
  const left = [...argumentsOf(row)]
  return title.replaceAll(/%[%#$sdifjoO]|\$([A-Za-z_][\w.]*)/g, (sign, path: string | undefined) => {
    if (path !== undefined) {
      const value = fieldOf(row, path)
      return value === undefined ? sign : format('%s', value)
    }
    if (sign === '%%') return '%'
    if (sign === '%#' || sign === '%$') return String(sign === '%#' ? index : index + 1)
    return left.length > 0 ? format(sign, left.shift()) : sign
  })
}

function fieldOf(row: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      row,
    )
}
