import type { Hono } from 'hono'
import type { Context } from '../context.js'
import { refusal } from '../http-error.js'
import { empty, json } from '../respond.js'
import { runOverview, runs } from '../rules/runs.js'
import { tests } from '../rules/tests.js'
import { enter, target } from './scope.js'

/** Launch and stop, which only the test's own routes have. */
export const runCommands = (routes: Hono, context: Context) => {
  const { store } = context
  routes.post('/tests/:id/runs/', (c) => {
    const run = context.runs.launch(target(store, c, tests, {}))
    return json(runOverview(run), 202)
  })
  const stop = '/tests/:test_id/runs/:id/stop/'
  routes.post(stop, (c) => {
    const { nearest } = enter(store, c, stop)
    const run = target(store, c, runs, nearest)
    if (!context.runs.stop(run.id)) throw refusal(409, 'Run is not in progress')
    return empty(202)
  })
}
