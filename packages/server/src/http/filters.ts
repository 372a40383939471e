import type { Assumptions } from '../assumptions.js'
import { timestamp } from '../store/timestamp.js'
import { badRequest } from './http-error.js'

/** A filter with the values of one query. */
export interface AppliedFilter<R> {
  /** The value as the response repeats it. */
  readonly echo: unknown
  /** The response repeats the filters of a participant's profile in an object of its own. */
  readonly section?: 'profile'
  readonly matches: (row: R) => boolean
}

export type Filter<R> = (values: readonly string[], key: string, assumptions: Assumptions) => AppliedFilter<R>
/** By query key without `filter_`. */
export type ListFilters<R> = Readonly<Record<string, Filter<R>>>

type Column<C extends string, T> = Readonly<Record<C, T>>

/** Matches a part of the column's text, or all of it where the assumptions say so. */
export function containsFilter<C extends string>(column: C): Filter<Column<C, string>> {
  return ([text = ''], _key, { nameFilter }) => ({
    echo: text,
    matches: (row) => (nameFilter === 'whole' ? row[column] === text : row[column].includes(text)),
  })
}

/** Matches any of the values of a repeated key. */
export function enumFilter<C extends string>(column: C): Filter<Column<C, string>> {
  return (values) => ({ echo: values, matches: (row) => values.includes(row[column]) })
}

export function profileFilters<C extends string>(...columns: readonly C[]): ListFilters<Column<C, string>> {
  return Object.fromEntries(
    columns.map((column): [string, Filter<Column<C, string>>] => [
      column,
      (...parameters) => ({ ...enumFilter(column)(...parameters), section: 'profile' }),
    ]),
  )
}

export function booleanFilter<R>(holds: (row: R) => boolean): Filter<R> {
  return ([text = ''], key) => {
    const value = text.toLowerCase()
    if (value !== 'true' && value !== 'false') throw badRequest(`invalid bool value for ${key}`)
    return { echo: value === 'true', matches: (row) => holds(row) === (value === 'true') }
  }
}

/** `<name>_from` and `<name>_to`, both inclusive. */
export function rangeFilters<C extends string>(name: string, column: C): ListFilters<Column<C, number>> {
  return {
    [`${name}_from`]: integerFilter((row, min) => row[column] >= min),
    [`${name}_to`]: integerFilter((row, max) => row[column] <= max),
  }
}

/** The same for a time, in Unix seconds. RFC 3339 in UTC sorts as text. */
export function timeRangeFilters<C extends string>(name: string, column: C): ListFilters<Column<C, string>> {
  return {
    [`${name}_from`]: integerFilter((row, from) => row[column] >= timestamp(from * 1000)),
    [`${name}_to`]: integerFilter((row, to) => row[column] <= timestamp(to * 1000)),
  }
}

/** The retired media type, which no row has any more: a list that is filtered by it is empty. */
export const mediaTypeFilter: ListFilters<object> = {
  media_type: (values) => ({ echo: values, section: 'profile', matches: () => false }),
}

/** Applies filters to an object inside each row. */
export function nestedFilters<R, T>(filters: ListFilters<T>, inner: (row: R) => T): ListFilters<R> {
  return Object.fromEntries(
    Object.entries(filters).map(([name, filter]): [string, Filter<R>] => [
      name,
      (...parameters) => {
        const applied = filter(...parameters)
        return { ...applied, matches: (row) => applied.matches(inner(row)) }
      },
    ]),
  )
}

function integerFilter<R>(holds: (row: R, value: number) => boolean): Filter<R> {
  return ([text = ''], key) => {
    const value = parseInteger(text, key)
    return { echo: value, matches: (row) => holds(row, value) }
  }
}

export function parseInteger(text: string, key: string): number {
  if (!/^-?\d{1,12}$/.test(text)) throw badRequest(`invalid int value for ${key}`)
  return Number(text)
}
