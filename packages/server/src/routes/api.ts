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
import { copyable, readable, writable } from './collection.js'
import { project } from './project.js'
import { runResults } from './results.js'
import { runCommands } from './runs.js'
import { statics } from './statics.js'

/** Everything below `/v2`. */
export function apiRoutes(context: Context): Api {
  const routes: Api = new Hono()
  project(routes, context)
  routes.route('/projects/:project_id', projectRoutes(context))
  statics(routes)
  return routes
}

function projectRoutes(context: Context): Api {
  const routes: Api = new Hono()
  copyable(routes, '/tests', tests, context)
  copyable(routes, '/tests/:test_id/groups', groups, context)
  copyable(routes, '/tests/:test_id/groups/:group_id/participants', participants, context)
  copyable(routes, '/tests/:test_id/participants', participants, context)
  copyable(routes, '/tests/:test_id/asserts', asserts, context)
  writable(routes, '/tests/:test_id/asserts/:assert_id/preconditions', preconditions, context)
  writable(routes, '/files', files, context)
  runCommands(routes, context)
  for (const owner of ['', '/tests/:test_id']) {
    readable(routes, `${owner}/runs`, runs, context)
    readable(routes, `${owner}/runs/:run_id/participants`, runParticipants, context)
    runResults(routes, owner, context)
  }
  return routes
}
