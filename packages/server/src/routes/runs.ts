import { isLive } from '@loadero-test/core'
import type { Context } from '../context.js'
import { refusal } from '../http/http-error.js'
import { emptyResponse, json } from '../http/respond.js'
import { runOverview, runs } from '../resources/runs.js'
import { tests } from '../resources/tests.js'
import type { Api } from './access.js'
import { enter, target } from './scope.js'

/** Launch and stop, which only the test's own routes have. */
export function runCommands(routes: Api, context: Context) {
  const { store, assumptions } = context
  routes.post('/tests/:id/runs/', (c) => {
    const test = target(store, c, tests, enter(store, c, '', 'TEST_RUN_CREATE').nearest)
    const busy = () => store.find('runs', { test_id: test.id }).some(({ status }) => isLive(status))
    if (!assumptions.launchWhileLive && busy()) throw refusal(409, 'Test has an active run')
    return json(runOverview(context.runs.launch(test)), 202)
  })
  const stop = '/tests/:test_id/runs/:id/stop/'
  routes.post(stop, (c) => {
    const { nearest } = enter(store, c, stop, 'TEST_RUN_STOP')
    const run = target(store, c, runs, nearest)
    if (!context.runs.stop(run.id)) throw refusal(409, 'Run is not in progress')
    return emptyResponse(assumptions.stopStatus)
  })
}
