import { notFoundError, badRequest } from '../http/http-error.js'
import type { ParentKey, Resource, Scope } from '../resources/resource.js'
import type { Store } from '../store/store.js'
import type { TableName, Tables } from '../store/tables.js'
import { checkPermission, type RouteRequest } from './access.js'

const parents = {
  test_id: { table: 'tests', title: 'Test' },
  group_id: { table: 'groups', title: 'Group' },
  assert_id: { table: 'asserts', title: 'Assert' },
  run_id: { table: 'runs', title: 'Run' },
} as const satisfies Record<Exclude<ParentKey, 'project_id'>, { table: TableName; title: string }>

export interface ScopePath {
  /** All parents in the path, or the project. Each of them exists and belongs to the one before it. */
  readonly scope: Scope
  /** The last parent in the path. */
  readonly nearest: Scope
}

/**
 * Finds the parents in a path, from the outermost, as the service does before anything else.
 * @param permission The scope that the token needs, e.g. `TEST_READ`.
 * @throws HttpError 403 without the scope, 404 for a parent that does not exist
 */
export function resolveScope(
  store: Store,
  request: RouteRequest,
  path: string,
  permission: string,
): ScopePath {
  checkPermission(request, permission)
  const project = { project_id: idOf(request, 'project_id') }
  return parentKeys(path).reduce<ScopePath>(
    ({ scope, nearest }, key) => {
      const id = idOf(request, key)
      const { table, title } = parents[key]
      requireRow(store, table, title, { ...nearest, id })
      const outer = nearest === project ? {} : scope
      return { scope: { ...outer, [key]: id }, nearest: { [key]: id } }
    },
    { scope: project, nearest: project },
  )
}

/** The row of the `:id` in the path. */
export function findTarget<N extends TableName>(
  store: Store,
  request: RouteRequest,
  resource: Resource<N>,
  nearest: Scope,
) {
  return requireRow(store, resource.table, resource.title, { ...nearest, id: idOf(request, 'id') })
}

function requireRow<N extends TableName>(
  store: Store,
  table: N,
  title: string,
  where: Scope & { readonly id: number },
): Tables[N] {
  const [row] = store.find(table, where as Partial<Tables[N]>)
  if (row === undefined) throw notFoundError(title)
  return row
}

function parentKeys(path: string): (keyof typeof parents)[] {
  return [...path.matchAll(/:(\w+)/g)].flatMap(([, key]) =>
    key !== undefined && Object.hasOwn(parents, key) ? [key as keyof typeof parents] : [],
  )
}

function idOf(request: RouteRequest, key: string): number {
  const text = request.req.param(key) ?? ''
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`invalid int value for ${key}`)
  return Number(text)
}
