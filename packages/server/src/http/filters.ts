import type { Assumptions } from '../assumptions.js'
import { badRequest } from './http-error.js'
import { timestamp } from '../store/timestamp.js'

/** What one `filter_…` of a query came to. */
export interface AppliedFilter<R> {
  /** The value as the answer repeats it. */
  readonly echo: unknown
  /** The answer repeats what concerns a participant's profile in an object of its own. */
  readonly section?: 'profile'
  readonly matches: (row: R) => boolean
}

export type Filter<R> = (values: readonly string[], key: string, assumptions: Assumptions) => AppliedFilter<R>
/** By key, without its `filter_`. */
export type ListFilters<R> = Readonly<Record<string, Filter<R>>>

type Column<C extends string, T> = Readonly<Record<C, T>>

/** Text anywhere in the column, unless whole names are assumed. */
export function containsFilter<C extends string>(column: C): Filter<Column<C, string>> {
  return ([wanted = ''], _key, { nameFilter }) => ({
    echo: wanted,
    matches: (row) => (nameFilter === 'whole' ? row[column] === wanted : row[column].includes(wanted)),
  })
}

/** Repeated keys are alternatives. */
export function enumFilter<C extends string>(column: C): Filter<Column<C, string>> {
  return (values) => ({ echo: values, matches: (row) => values.includes(row[column]) })
}

export function profileFilters<C extends string>(...columns: readonly C[]): ListFilters<Column<C, string>> {
  return Object.fromEntries(
    columns.map((column): [string, Filter<Column<C, string>>] => [
      column,
      (...asked) => ({ ...enumFilter(column)(...asked), section: 'profile' }),
    ]),
  )
}

export function booleanFilter<R>(holds: (row: R) => boolean): Filter<R> {
  return ([text = ''], key) => {
    const wanted = text.toLowerCase()
    if (wanted !== 'true' && wanted !== 'false') throw badRequest(`invalid bool value for ${key}`)
    return { echo: wanted === 'true', matches: (row) => holds(row) === (wanted === 'true') }
  }
}

/** `<name>_from` and `<name>_to`, both inclusive. */
export function rangeFilters<C extends string>(name: string, column: C): ListFilters<Column<C, number>> {
  return {
    [`${name}_from`]: bound((row, wanted) => row[column] >= wanted),
    [`${name}_to`]: bound((row, wanted) => row[column] <= wanted),
  }
}

/** The same for a time, in Unix seconds; RFC 3339 in UTC sorts as text. */
export function timeRangeFilters<C extends string>(name: string, column: C): ListFilters<Column<C, string>> {
  return {
    [`${name}_from`]: bound((row, wanted) => row[column] >= timestamp(wanted * 1000)),
    [`${name}_to`]: bound((row, wanted) => row[column] <= timestamp(wanted * 1000)),
  }
}

/** The retired media type, which nobody has any more: a list that asks for one is empty. */
export const mediaTypeFilter: ListFilters<object> = {
  media_type: (values) => ({ echo: values, section: 'profile', matches: () => false }),
}

/** Filters of something that each row holds. */
export function nestedFilters<R, T>(filters: ListFilters<T>, inner: (row: R) => T): ListFilters<R> {
  return Object.fromEntries(
    Object.entries(filters).map(([name, filter]): [string, Filter<R>] => [
      name,
      (...asked) => {
        const applied = filter(...asked)
        return { ...applied, matches: (row) => applied.matches(inner(row)) }
      },
    ]),
  )
}

function bound<R>(holds: (row: R, wanted: number) => boolean): Filter<R> {
  return ([text = ''], key) => {
    const wanted = parseInteger(text, key)
    return { echo: wanted, matches: (row) => holds(row, wanted) }
  }
}

export function parseInteger(text: string, key: string): number {
  if (!/^-?\d{1,12}$/.test(text)) throw badRequest(`invalid int value for ${key}`)
  return Number(text)
}
