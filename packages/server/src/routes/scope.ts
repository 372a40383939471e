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
  let found: ScopePath = { scope: project, nearest: project }
  for (const [, key = ''] of path.matchAll(/:(\w+)/g)) {
    if (!Object.hasOwn(parents, key)) continue
    const { table, title } = parents[key as keyof typeof parents]
    const id = idOf(request, key)
    requireRow(store, table, title, { ...found.nearest, id })
    const outer = found.nearest === project ? {} : found.scope
    found = { scope: { ...outer, [key]: id }, nearest: { [key]: id } }
  }
  return found
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

function idOf(request: RouteRequest, key: string): number {
  const text = request.req.param(key) ?? ''
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`invalid int value for ${key}`)
  return Number(text)
}
