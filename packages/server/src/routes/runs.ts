import { isLive } from '@loadero-test/core'
import type { Context } from '../context.js'
import { httpError } from '../http/http-error.js'
import { emptyResponse, jsonResponse } from '../http/respond.js'
import { runOverview, runs } from '../resources/runs.js'
import { tests } from '../resources/tests.js'
import type { Api } from './access.js'
import { resolveScope, findTarget } from './scope.js'

/** Launch and stop. They are routes of a test only. */
export function addRunCommands(routes: Api, context: Context) {
  const { store, assumptions } = context
  routes.post('/tests/:id/runs/', (c) => {
    const test = findTarget(store, c, tests, resolveScope(store, c, '', 'TEST_RUN_CREATE').nearest)
    const hasLiveRun = () => store.find('runs', { test_id: test.id }).some(({ status }) => isLive(status))
    if (!assumptions.launchWhileLive && hasLiveRun()) throw httpError(409, 'Test has an active run')
    return jsonResponse(runOverview(context.runs.launch(test)), 202)
  })
  const stop = '/tests/:test_id/runs/:id/stop/'
  routes.post(stop, (c) => {
    const { nearest } = resolveScope(store, c, stop, 'TEST_RUN_STOP')
    const run = findTarget(store, c, runs, nearest)
    if (!context.runs.stop(run.id)) throw httpError(409, 'Run is not in progress')
    return emptyResponse(assumptions.stopStatus)
  })
}
