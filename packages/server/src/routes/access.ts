import type { Hono } from 'hono'
import { refusal } from '../http-error.js'

interface Access {
  readonly projectId: number
  /** Any token will do when none is given. */
  readonly accessToken: string | undefined
}

/** Who may ask for what, decided before anything else; the texts are the service's own. */
export const access = (api: Hono, { projectId, accessToken }: Access) => {
  api.use('/v2/projects/*', async (c, next) => {
    const token = /^LoaderoAuth (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
    if (token === undefined || (accessToken !== undefined && token !== accessToken)) {
      throw refusal(401, 'Failed to get access token')
    }
    await next()
  })
  api.get('/v2/projects/', () => {
    throw refusal(403, 'Access token scope criteria not met')
  })
  api.use('/v2/projects/:project_id/*', async (c, next) => {
    if (c.req.param('project_id') !== String(projectId)) {
      throw refusal(403, 'Access denied: Request access requirements not met')
    }
    await next()
  })
}
