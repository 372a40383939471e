import { Hono } from 'hono'
import type { Context } from '../context.js'
import { asserts } from '../rules/asserts.js'
import { files } from '../rules/files.js'
import { groups } from '../rules/groups.js'
import { participants } from '../rules/participants.js'
import { preconditions } from '../rules/preconditions.js'
import { runParticipants } from '../rules/run-participants.js'
import { runs } from '../rules/runs.js'
import { tests } from '../rules/tests.js'
import { readable, writable } from './collection.js'
import { notImitated } from './not-imitated.js'
import { project } from './project.js'
import { runResults } from './results.js'
import { runCommands } from './runs.js'

/** Everything below `/v2`. */
export const apiRoutes = (context: Context): Hono => {
  const routes = new Hono()
  project(routes, context)
  routes.route('/projects/:project_id', projectRoutes(context))
  notImitated(routes, ['GET /statics/', 'GET /statics/types/', 'GET /statics/:type/'])
  return routes
}

const projectRoutes = (context: Context): Hono => {
  const routes = new Hono()
  writable(routes, '/tests', tests, context)
  writable(routes, '/tests/:test_id/groups', groups, context)
  writable(routes, '/tests/:test_id/groups/:group_id/participants', participants, context)
  writable(routes, '/tests/:test_id/participants', participants, context)
  writable(routes, '/tests/:test_id/asserts', asserts, context)
  writable(routes, '/tests/:test_id/asserts/:assert_id/preconditions', preconditions, context)
  readable(routes, '/files', files, context)
  runCommands(routes, context)
  for (const owner of ['', '/tests/:test_id']) {
    readable(routes, `${owner}/runs`, runs, context)
    readable(routes, `${owner}/runs/:run_id/participants`, runParticipants, context)
    runResults(routes, owner, context)
  }
  notImitated(routes, [
    'POST /files/',
    'PUT /files/:id/',
    'DELETE /files/:id/',
    'POST /tests/:id/copy/',
    'POST /tests/:test_id/groups/:id/copy/',
    'POST /tests/:test_id/groups/:group_id/participants/:id/copy/',
    'POST /tests/:test_id/participants/:id/copy/',
    'POST /tests/:test_id/asserts/:id/copy/',
  ])
  return routes
}
