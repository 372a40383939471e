import { isLive } from '@loadero-test/core'
import type { Context } from '../context.js'
import { httpError } from '../http/http-error.js'
import { jsonResponse } from '../http/respond.js'
import { results } from '../resources/results.js'
import { runs } from '../resources/runs.js'
import { computeStatistics } from '../runs/statistics.js'
import type { Api, RouteRequest } from './access.js'
import { addReadRoutes } from './collection.js'
import { resolveScope, findTarget } from './scope.js'

/** Results and statistics of runs. The service returns them when the run is over. */
export function addResultRoutes(routes: Api, owner: string, context: Context) {
  const { store, assumptions } = context
  const findRun = (c: RouteRequest, scope: string) =>
    findTarget(store, c, runs, resolveScope(store, c, owner, scope).nearest)
  routes.use(`${owner}/runs/:id/results/*`, async (c, next) => {
    const run = findRun(c, 'RESULT_READ')
    if (!assumptions.resultsWhileLive && isLive(run.status)) throw httpError(409, 'Run is still in progress')
    await next()
  })
  routes.get(`${owner}/runs/:id/results/statistics/`, (c) =>
    jsonResponse(computeStatistics(store, findRun(c, 'RESULT_STATISTICS_READ'))),
  )
  addReadRoutes(routes, `${owner}/runs/:run_id/results`, results, context)
}
