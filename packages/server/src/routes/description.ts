import { jsonResponse } from '../http/respond.js'
import { createOpenApi } from '../openapi/document.js'
import type { JsonObject } from '../openapi/schemas.js'
import type { Api } from './access.js'

/** The description of the API. It belongs to no project and needs no token. */
export function addDescriptionRoute(routes: Api) {
  let description: JsonObject | undefined
  routes.get('/', (c) => {
    description ??= createOpenApi()
    const { origin } = new URL(c.req.url)
    return jsonResponse({ ...description, servers: [{ url: `${origin}/v2` }] })
  })
}
