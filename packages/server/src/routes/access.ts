import type { Context, Hono } from 'hono'
import { httpError } from '../http/http-error.js'
import type { Grant, Projects } from '../projects.js'

/** Routes whose requests carry the permissions of their token. */
export type Api = Hono<ApiVariables>
export type RouteRequest = Context<ApiVariables>
interface ApiVariables {
  Variables: { grant: Grant }
}

/** Checks the token and the project of every request before anything else. The texts are the service's own. */
export function addAccessControl(api: Api, projects: Projects) {
  for (const path of ['/v2/projects/*', '/v2/statics/*']) {
    api.use(path, async (c, next) => {
      const grant = findGrant(projects, c.req.header('authorization'))
      if (grant === undefined) throw httpError(401, 'Failed to get access token')
      c.set('grant', grant)
      await next()
    })
  }
  // The list of projects needs a scope that the token of a project cannot have.
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

/** The permissions of the token in an `Authorization` header. Undefined without an accepted token. */
export function findGrant(projects: Projects, authorization: string | null | undefined): Grant | undefined {
  const token = /^LoaderoAuth (\S+)$/.exec(authorization ?? '')?.[1]
  return token === undefined ? undefined : projects.findGrant(token)
}

/** @throws HttpError 403 when the token does not have the scope, e.g. `TEST_READ` */
export function checkPermission(request: RouteRequest, scope: string): void {
  if (!request.get('grant').allows(scope)) throw outOfScope()
}

function outOfScope() {
  return httpError(403, 'Access token scope criteria not met')
}
