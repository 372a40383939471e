import type { BodySchema } from '../http/body.js'
import type { Context } from '../context.js'
import type { ListFilters } from '../http/filters.js'
import type { NewRow, TableName, Tables } from '../store/tables.js'

/** Ids of the parents that a path names; in a row they are columns of the same names. */
export type Scope = Readonly<Partial<Record<ParentKey, number>>>
export type ParentKey = 'project_id' | 'test_id' | 'group_id' | 'assert_id' | 'run_id'

/** What the generic routes have to know of something that can be read. */
export interface Resource<N extends TableName> {
  readonly table: N
  /** What a 404 calls it. */
  readonly title: string
  /** What the scopes of tokens call it, e.g. `TEST` of `TEST_READ`. */
  readonly permission: string
  readonly filters: ListFilters<Tables[N]>
  /** The row as its own route answers it. */
  readonly view: (row: Tables[N], context: Context) => object
  /** The row as lists show it, where that is less. */
  readonly overview?: (row: Tables[N], context: Context) => object
}

/** … and of something that can be written. */
export interface WritableResource<N extends TableName, Body> extends Resource<N> {
  readonly body: BodySchema<Body>
  /** The row's columns but for those that the path fills; `former` is the row that a PUT replaces. */
  readonly compose: (
    body: Body,
    context: Context,
    scope: Scope,
    former?: Tables[N],
  ) => Omit<NewRow<Tables[N]>, ParentKey> & Scope
  /** Removes the row with all that hangs on it. */
  readonly remove: (row: Tables[N], context: Context) => void
}

/** … and of something that the service can copy. */
export interface CopyableResource<N extends TableName, Body> extends WritableResource<N, Body> {
  /** Copies the row with all that hangs on it. */
  readonly copy: (row: Tables[N], context: Context, name?: string) => Tables[N]
}
