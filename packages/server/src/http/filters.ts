import type { FilterKind, FilterTable } from '@loadero-test/core/internal'
import type { Assumptions } from '../assumptions.js'
import { timestamp, unsetTime } from '../store/timestamp.js'
import { badRequest } from './http-error.js'

/** A filter with the values of one query. */
export interface AppliedFilter<R> {
  /** The value as the response repeats it. */
  readonly echo: unknown
  readonly matches: (row: R) => boolean
}

export type Filter<R> = (values: readonly string[], key: string, assumptions: Assumptions) => AppliedFilter<R>
/** By query key without `filter_`. */
export type ListFilters<R> = Readonly<Record<string, Filter<R>>>

/** `started` for `filter_started`, `filter_started_from` and `filter_started_to`. */
type ColumnOf<Key> = Key extends `filter_${infer Name}_${'from' | 'to'}`
  ? Name
  : Key extends `filter_${infer Name}`
    ? Name
    : never

/** The value of a row that each filter of a list compares; undefined when it matches no filter. */
export type FilterColumns<T extends FilterTable, R> = {
  readonly [K in ColumnOf<keyof T>]: (row: R) => string | number | boolean | undefined
}

/** The filters of a list: which there are and what values they have comes from the client's own table. */
export function listFilters<T extends FilterTable, R>(
  table: T,
  columns: FilterColumns<T, R>,
): ListFilters<R> {
  return Object.fromEntries(
    Object.entries(table).map(([key, kind]): [string, Filter<R>] => {
      const name = key.replace('filter_', '')
      const [, base = name, bound] = /^(.+)_(from|to)$/.exec(name) ?? []
      const column = (columns as Readonly<Record<string, (row: R) => unknown>>)[base]
      if (column === undefined) throw new Error(`${key} has no column`)
      return [name, bound === undefined ? filterOf(kind, column) : boundFilter(kind, column, bound)]
    }),
  )
}

function filterOf<R>(kind: FilterKind, column: (row: R) => unknown): Filter<R> {
  return (values, key, { nameFilter, momentFilters }) => {
    // Python's client sends `True` for its own booleans.
    const word = values[0]?.toLowerCase()
    const flag = word === 'true' ? true : word === 'false' ? false : undefined
    if (kind === 'text') {
      const isMatch = (text: string, value: string) =>
        nameFilter === 'whole' ? text === value : text.includes(value)
      return {
        echo: oneOrMany(values),
        matches: (row) => values.some((value) => isMatch(String(column(row)), value)),
      }
    }
    if (kind === 'time_or_boolean') {
      // Whether there is such a moment, or which second it is.
      if (flag !== undefined && momentFilters !== 'time') {
        return { echo: flag, matches: (row) => (column(row) !== unsetTime) === flag }
      }
      if (momentFilters === 'boolean') throw badRequest(`invalid bool value for ${key}`)
      const seconds = parseInteger(values[0] ?? '', key)
      return { echo: seconds, matches: (row) => column(row) === timestamp(seconds * 1000) }
    }
    if (kind === 'boolean') {
      if (flag === undefined) throw badRequest(`invalid bool value for ${key}`)
      return { echo: flag, matches: (row) => column(row) === flag }
    }
    return { echo: values, matches: (row) => values.includes(String(column(row))) }
  }
}

/** Both bounds are inclusive. A time is in Unix seconds, and RFC 3339 in UTC sorts as text. */
function boundFilter<R>(kind: FilterKind, column: (row: R) => unknown, bound: string): Filter<R> {
  const isTime = kind === 'time'
  return (values, key) => {
    const limits = values.map((text) => parseInteger(text, key))
    const isWithin = (value: number | string, limit: number) => {
      const other = isTime ? timestamp(limit * 1000) : limit
      return bound === 'from' ? value >= other : value <= other
    }
    return {
      echo: oneOrMany(limits),
      matches: (row) => {
        const value = column(row)
        return (
          (typeof value === 'number' || typeof value === 'string') &&
          limits.some((limit) => isWithin(value, limit))
        )
      },
    }
  }
}

function oneOrMany<T>(values: readonly T[]): T | readonly T[] | undefined {
  return values.length > 1 ? values : values[0]
}

export function parseInteger(text: string, key: string): number {
  if (!/^-?\d{1,12}$/.test(text)) throw badRequest(`invalid int value for ${key}`)
  return Number(text)
}
