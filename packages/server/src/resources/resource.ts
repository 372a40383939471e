import type { BodySchema } from '../http/body.js'
import type { Context } from '../context.js'
import type { ListFilters } from '../http/filters.js'
import type { NewRow, TableName, Tables } from '../store/tables.js'

/** Ids of the parents in a path. A row has them in columns of the same names. */
export type Scope = Readonly<Partial<Record<ParentKey, number>>>
export type ParentKey = 'project_id' | 'test_id' | 'group_id' | 'assert_id' | 'run_id'

/** What the generic routes need to read a resource. */
export interface Resource<N extends TableName> {
  readonly table: N
  /** The name in a 404. */
  readonly title: string
  /** The name in the scopes of tokens, e.g. `TEST` of `TEST_READ`. */
  readonly permission: string
  readonly filters: ListFilters<Tables[N]>
  /** The order of its lists: the service lists runs newest first, and all other rows oldest first. */
  readonly newestFirst?: boolean
  /** The row in a response about it alone. */
  readonly view: (row: Tables[N], context: Context) => object
  /** The row in lists, when they show less. */
  readonly overview?: (row: Tables[N], context: Context) => object
}

/** What the generic routes need to write a resource. */
export interface WritableResource<N extends TableName, Body> extends Resource<N> {
  readonly body: BodySchema<Body>
  /** Keys that are optional in `body` but required under these assumptions. */
  readonly required?: (assumptions: Context['assumptions']) => readonly string[]
  /** The columns of the row, without those of the path. `previous` is the row that a PUT replaces. */
  readonly compose: (
    body: Body,
    context: Context,
    scope: Scope,
    previous?: Tables[N],
  ) => Omit<NewRow<Tables[N]>, ParentKey> & Scope
  /** Removes the row and everything that belongs to it. */
  readonly remove: (row: Tables[N], context: Context) => void
}

/** What the generic routes need to copy a resource. */
export interface CopyableResource<N extends TableName, Body> extends WritableResource<N, Body> {
  /** Copies the row and everything that belongs to it. */
  readonly copy: (row: Tables[N], context: Context, name?: string) => Tables[N]
}
