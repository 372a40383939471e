import { z } from 'zod'
import { parseRequestBody, readContent, textField } from '../http/body.js'
import type { Context } from '../context.js'
import { createPage } from '../http/page.js'
import type { CopyableResource, Resource, WritableResource } from '../resources/resource.js'
import { emptyResponse, jsonResponse } from '../http/respond.js'
import type { NewRow, TableName, Tables } from '../store/tables.js'
import type { Api } from './access.js'
import { resolveScope, findTarget } from './scope.js'

/** List and get of a resource. The parameters of `path` are the columns that refer to its parents. */
export function addReadRoutes<N extends TableName>(
  routes: Api,
  path: string,
  resource: Resource<N>,
  context: Context,
) {
  const { store, assumptions } = context
  const { table, filters, permission, newestFirst, overview = resource.view } = resource
  routes.get(`${path}/`, (c) => {
    const where = resolveScope(store, c, path, `${permission}S_READ_ALL`).nearest as Partial<Tables[N]>
    const rows = {
      count: () => store.count(table, where),
      find: (window?: Parameters<typeof store.find>[2]) => store.find(table, where, window),
    }
    const query = new URL(c.req.url).searchParams
    return jsonResponse(
      createPage(rows, query, {
        filters,
        assumptions,
        ...(newestFirst && { newestFirst }),
        view: (row) => overview(row, context),
      }),
    )
  })
  routes.get(`${path}/:id/`, (c) => {
    const { nearest } = resolveScope(store, c, path, `${permission}_READ`)
    return jsonResponse(resource.view(findTarget(store, c, resource, nearest), context))
  })
}

/** List, get, create, update and delete. Nothing is awaited between reading rows and writing them. */
export function addWriteRoutes<N extends TableName, Body>(
  routes: Api,
  path: string,
  resource: WritableResource<N, Body>,
  context: Context,
) {
  const { store } = context
  const { permission, table } = resource
  addReadRoutes(routes, path, resource, context)
  routes.post(`${path}/`, async (c) => {
    const content = await readContent(c.req, context.maxBodyBytes)
    const { scope } = resolveScope(store, c, path, `${permission}_CREATE`)
    const body = readResource(content, resource, context)
    const row = { ...resource.compose(body, context, scope), ...scope } as NewRow<Tables[N]>
    return jsonResponse(resource.view(store.insert(table, row), context), 201)
  })
  routes.put(`${path}/:id/`, async (c) => {
    const content = await readContent(c.req, context.maxBodyBytes)
    const { scope, nearest } = resolveScope(store, c, path, `${permission}_UPDATE`)
    const previous = findTarget(store, c, resource, nearest)
    const body = readResource(content, resource, context)
    const row = { ...previous, ...resource.compose(body, context, scope, previous), ...scope }
    return jsonResponse(resource.view(store.replace(table, row), context))
  })
  routes.delete(`${path}/:id/`, (c) => {
    const { nearest } = resolveScope(store, c, path, `${permission}_DELETE`)
    resource.remove(findTarget(store, c, resource, nearest), context)
    return emptyResponse(204)
  })
}

/** All of these and copy, which is deep and takes an optional name. */
export function addCopyRoutes<N extends TableName, Body>(
  routes: Api,
  path: string,
  resource: CopyableResource<N, Body>,
  context: Context,
) {
  addWriteRoutes(routes, path, resource, context)
  routes.post(`${path}/:id/copy/`, async (c) => {
    const content = await readContent(c.req, context.maxBodyBytes)
    const { nearest } = resolveScope(context.store, c, path, `${resource.permission}_CREATE`)
    const original = findTarget(context.store, c, resource, nearest)
    // The official clients send an empty body, or null, for a copy without a name.
    const isEmpty = ['', 'null'].includes(content.trim())
    const { name } = parseRequestBody(isEmpty ? '{}' : content, copyBody, context.assumptions)
    return jsonResponse(
      resource.view(resource.copy(original, context, name), context),
      context.assumptions.copyStatus,
    )
  })
}

function readResource<Body>(
  content: string,
  { body, required }: Pick<WritableResource<TableName, Body>, 'body' | 'required'>,
  { assumptions }: Pick<Context, 'assumptions'>,
): Body {
  return parseRequestBody(content, body, assumptions, required?.(assumptions))
}

const copyBody = z.object({ name: textField.exactOptional() })
