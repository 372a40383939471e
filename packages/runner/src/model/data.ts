const key = '$loadero-test/data'

/** How `data()` reads a file. */
export interface DataOptions {
  /** Columns in which no value may be there twice, such as those of an account. Default: none. */
  readonly unique?: readonly string[]
  /** Columns whose values are secret, as by `secret()`. Default: none. */
  readonly secret?: readonly string[]
}

/** A file with one row for each participant. Write it with `data()`. */
export interface Data {
  readonly [key]: DataOptions & { readonly path: string }
}

/**
 * Gives each participant its own row of a file, in the order of the file: the first row to the participant with the
 * `globalID` 0. The rows are written into the script, so that it works at Loadero, too. Use it as a var of the script.
 * A row of a CSV file is an object of strings, with the names in the first line as keys. A JSON file is an array of rows.
 * @param path a `.csv` or `.json` file, relative to the spec file; it must have at least as many rows as the test has
 *   participants, and no row twice
 * @example script('./shop.ts', { vars: { row: data('./users.csv', { unique: ['email'] }) } })
 */
export function data(path: string, options: DataOptions = {}): Data {
  return { [key]: { ...options, path } }
}

/** What `data()` was called with; undefined for other values. */
export function dataRequestOf(value: unknown): (DataOptions & { readonly path: string }) | undefined {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Data)[key]
    : undefined
}
