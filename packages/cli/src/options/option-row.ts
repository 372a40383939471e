import type { CommandName } from './commands.js'
import type { ValueType } from './value-types.js'

/** One option. The parser, the help, the configuration file, the docs, `doctor` and the journal use these rows. */
export interface OptionRow<T> {
  /** The long flag. A switch also has its negation, `--no-…`. */
  readonly flag: `--${string}`
  readonly short?: `-${string}`
  /** An earlier name, which still works and is not listed. */
  readonly alias?: `--${string}`
  /** Of the value in the help; absent for a switch. */
  readonly placeholder?: string
  /** The commands that take it. `doctor` takes all options of `run`. */
  readonly commands: readonly CommandName[]
  readonly env?: string
  /** Its key in the configuration file. Options that select tests have none. */
  readonly config?: string
  /** Joins the values of a flag that is given twice. Without it, that is an error. */
  readonly join?: (first: string, next: string) => string
  /** It belongs to the session: the journal keeps it, and `attach` restores it. */
  readonly session?: true
  /** The key of the configuration file that lists its values, for the completion in shells. */
  readonly listedIn?: 'projects' | 'tags'
  /** The value is a path, relative to the working directory. */
  readonly path?: true
  /** What has to be at the path. */
  readonly exists?: 'file' | 'directory'
  /** It has three states: `--no-…` answers a question that would be asked. */
  readonly negatable?: true
  readonly help: string
  /** The flag with a value. */
  readonly example: string
  readonly type: ValueType<T>
  readonly fallback?: T
}

export type OptionRows = Readonly<Record<string, OptionRow<unknown>>>

/** The values of rows: of the row's type, and undefined where the row has no default. */
export type ValuesOf<Rows extends OptionRows> = {
  readonly [K in keyof Rows]:
    | (Rows[K]['type'] extends ValueType<infer T> ? T : never)
    | (Rows[K] extends { readonly fallback: unknown } ? never : undefined)
}
