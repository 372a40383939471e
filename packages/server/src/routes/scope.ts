import type { Context as Request } from 'hono'
import { notFound, unprocessable } from '../http-error.js'
import type { ParentKey, Resource, Scope } from '../resource.js'
import type { Store } from '../store.js'
import type { TableName, Tables } from '../tables.js'

const parents = {
  test_id: { table: 'tests', title: 'Test' },
  group_id: { table: 'groups', title: 'Group' },
  assert_id: { table: 'asserts', title: 'Assert' },
  run_id: { table: 'runs', title: 'Run' },
} as const satisfies Record<ParentKey, { table: TableName; title: string }>

export interface Place {
  /** All parents that the path names; each of them exists, below the one before it. */
  readonly scope: Scope
  /** The last of them, whose children the path is about. */
  readonly nearest: Scope
}

/** Follows the parents of a path from the outermost, as the service does before it looks at anything else. */
export const enter = (store: Store, request: Request, path: string): Place =>
  parentKeys(path).reduce<Place>(
    ({ scope, nearest }, key) => {
      const id = idOf(request, key)
      const { table, title } = parents[key]
      requireRow(store, table, title, { ...nearest, id })
      return { scope: { ...scope, [key]: id }, nearest: { [key]: id } }
    },
    { scope: {}, nearest: {} },
  )

/** The row that `:id` of the path names. */
export const target = <N extends TableName>(
  store: Store,
  request: Request,
  resource: Resource<N>,
  nearest: Scope,
) => requireRow(store, resource.table, resource.title, { ...nearest, id: idOf(request, 'id') })

const requireRow = <N extends TableName>(
  store: Store,
  table: N,
  title: string,
  where: Scope & { readonly id: number },
): Tables[N] => {
  const [row] = store.find(table, where as Partial<Tables[N]>)
  if (row === undefined) throw notFound(title)
  return row
}

const parentKeys = (path: string): ParentKey[] =>
  [...path.matchAll(/:(\w+)/g)].flatMap(([, key]) =>
    key !== undefined && Object.hasOwn(parents, key) ? [key as ParentKey] : [],
  )

const idOf = (request: Request, key: string): number => {
  const text = request.req.param(key) ?? ''
  if (!/^\d{1,15}$/.test(text)) throw unprocessable(`invalid int value for ${key}`)
  return Number(text)
}
