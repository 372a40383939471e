import { isLive } from '@loadero-test/core'
import type { Context } from '../context.js'
import { refusal } from '../http/http-error.js'
import { json } from '../http/respond.js'
import { results } from '../resources/results.js'
import { runs } from '../resources/runs.js'
import { statistics } from '../runs/statistics.js'
import type { Api, RouteRequest } from './access.js'
import { readable } from './collection.js'
import { enter, target } from './scope.js'

/** Results and statistics of runs, which the service refuses until the run is over. */
export function runResults(routes: Api, owner: string, context: Context) {
  const { store, assumptions } = context
  const runOf = (c: RouteRequest, right: string) => target(store, c, runs, enter(store, c, owner, right).nearest)
  routes.use(`${owner}/runs/:id/results/*`, async (c, next) => {
    const run = runOf(c, 'RESULT_READ')
    if (!assumptions.resultsWhileLive && isLive(run.status)) throw refusal(409, 'Run is still in progress')
    await next()
  })
  routes.get(`${owner}/runs/:id/results/statistics/`, (c) =>
    json(statistics(store, runOf(c, 'RESULT_STATISTICS_READ'))),
  )
  readable(routes, `${owner}/runs/:run_id/results`, results, context)
}
