import type { Hono } from 'hono'
import type { Context } from '../context.js'
import { json } from '../respond.js'
import { timestamp } from '../timestamp.js'

/** The one project there is; subscription and plan limits are not imitated. */
export const project = (routes: Hono, { projectId, clock }: Context) => {
  const made = timestamp(clock.now())
  const answer = {
    id: projectId,
    created: made,
    updated: made,
    name: 'Local Loadero',
    language: 'javascript',
    // What a token is told of its role.
    account_role: '',
  }
  routes.get('/projects/:project_id/', () => json(answer))
}
