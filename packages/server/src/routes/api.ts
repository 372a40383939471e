import { Hono } from 'hono'
import type { Context } from '../context.js'
import { asserts } from '../resources/asserts.js'
import { files } from '../resources/files.js'
import { groups } from '../resources/groups.js'
import { participants } from '../resources/participants.js'
import { preconditions } from '../resources/preconditions.js'
import { runParticipants } from '../resources/run-participants.js'
import { runs } from '../resources/runs.js'
import { tests } from '../resources/tests.js'
import type { Api } from './access.js'
import { addCopyRoutes, addReadRoutes, addWriteRoutes } from './collection.js'
import { addDescriptionRoute } from './description.js'
import { addProjectRoutes } from './project.js'
import { addResultRoutes } from './results.js'
import { addRunCommands } from './runs.js'
import { addStaticsRoutes } from './statics.js'

/** All routes below `/v2`. */
export function createApiRoutes(context: Context): Api {
  const project: Api = new Hono()
  addCopyRoutes(project, '/tests', tests, context)
  addCopyRoutes(project, '/tests/:test_id/groups', groups, context)
  addCopyRoutes(project, '/tests/:test_id/groups/:group_id/participants', participants, context)
  addCopyRoutes(project, '/tests/:test_id/participants', participants, context)
  addCopyRoutes(project, '/tests/:test_id/asserts', asserts, context)
  addWriteRoutes(project, '/tests/:test_id/asserts/:assert_id/preconditions', preconditions, context)
  addWriteRoutes(project, '/files', files, context)
  addRunCommands(project, context)
  for (const owner of ['', '/tests/:test_id']) {
    addReadRoutes(project, `${owner}/runs`, runs, context)
    addReadRoutes(project, `${owner}/runs/:run_id/participants`, runParticipants, context)
    addResultRoutes(project, owner, context)
  }
  const routes: Api = new Hono()
  addDescriptionRoute(routes)
  addProjectRoutes(routes, context)
  routes.route('/projects/:project_id', project)
  addStaticsRoutes(routes)
  return routes
}
