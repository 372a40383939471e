import type { Hono } from 'hono'
import { readBody } from '../body.js'
import type { Context } from '../context.js'
import { page } from '../page.js'
import type { Resource, WritableResource } from '../resource.js'
import { empty, json } from '../respond.js'
import type { Fresh, TableName, Tables } from '../tables.js'
import { enter, target } from './scope.js'

/** List and get of a resource under `path`, whose parameters are the columns that lead to its parents. */
export const readable = <N extends TableName>(
  routes: Hono,
  path: string,
  resource: Resource<N>,
  context: Context,
) => {
  const { store } = context
  const overview = resource.overview ?? resource.view
  routes.get(`${path}/`, (c) => {
    const { nearest } = enter(store, c, path)
    const rows = store.find(resource.table, nearest as Partial<Tables[N]>)
    const query = new URL(c.req.url).searchParams
    return json(page(rows, query, resource.filters, (row) => overview(row, context)))
  })
  routes.get(`${path}/:id/`, (c) => {
    const { nearest } = enter(store, c, path)
    return json(resource.view(target(store, c, resource, nearest), context))
  })
}

/** The same, with create, update and delete; nothing is awaited between reading rows and writing them. */
export const writable = <N extends TableName, Body>(
  routes: Hono,
  path: string,
  resource: WritableResource<N, Body>,
  context: Context,
) => {
  const { store } = context
  readable(routes, path, resource, context)
  routes.post(`${path}/`, async (c) => {
    const content = await c.req.text()
    const { scope } = enter(store, c, path)
    const body = readBody(content, resource.body)
    const row = { ...resource.compose(body, context, scope), ...scope } as Fresh<Tables[N]>
    return json(resource.view(store.insert(resource.table, row), context), 201)
  })
  routes.put(`${path}/:id/`, async (c) => {
    const content = await c.req.text()
    const { scope, nearest } = enter(store, c, path)
    const former = target(store, c, resource, nearest)
    const body = readBody(content, resource.body)
    const row = { ...former, ...resource.compose(body, context, scope, former), ...scope }
    return json(resource.view(store.replace(resource.table, row), context))
  })
  routes.delete(`${path}/:id/`, (c) => {
    const { nearest } = enter(store, c, path)
    resource.remove(target(store, c, resource, nearest), context)
    return empty(204)
  })
}
