import type { Context, Hono } from 'hono'
import { httpError } from '../http/http-error.js'
import type { Grant, Projects } from '../projects.js'

/** Routes whose requests know what their token may do. */
export type Api = Hono<Admitted>
export type RouteRequest = Context<Admitted>
interface Admitted {
  Variables: { grant: Grant }
}

/** Who may ask for what, decided before anything else; the texts are the service's own. */
export function addAccessControl(api: Api, projects: Projects) {
  for (const path of ['/v2/projects/*', '/v2/statics/*']) {
    api.use(path, async (c, next) => {
      const grant = findGrant(projects, c.req.header('authorization'))
      if (grant === undefined) throw httpError(401, 'Failed to get access token')
      c.set('grant', grant)
      await next()
    })
  }
  // A scope that no project's token can have.
  api.get('/v2/projects/', () => {
    throw outOfScope()
  })
  api.use('/v2/projects/:project_id/*', async (c, next) => {
    if (!c.get('grant').covers(Number(c.req.param('project_id')))) {
      throw httpError(403, 'Access denied: Request access requirements not met')
    }
    await next()
  })
}

/** What the token of an `Authorization` header may do; undefined without a token that anybody knows. */
export function findGrant(projects: Projects, authorization: string | null | undefined): Grant | undefined {
  const token = /^LoaderoAuth (\S+)$/.exec(authorization ?? '')?.[1]
  return token === undefined ? undefined : projects.findGrant(token)
}

/** @throws HttpError 403 for what the token's scopes do not hold, e.g. `TEST_READ` */
export function checkPermission(request: RouteRequest, scope: string): void {
  if (!request.get('grant').allows(scope)) throw outOfScope()
}

function outOfScope() {
  return httpError(403, 'Access token scope criteria not met')
}
