import { notFound } from '../http/http-error.js'
import { json } from '../http/respond.js'
import { classificators, staticMetricPaths, staticTypes } from '../resources/statics.js'
import { type Api, permit } from './access.js'

/** The service's enumerations, which belong to no project. */
export function statics(routes: Api) {
  routes.get('/statics/', (c) => {
    permit(c, 'STATICS_READ_ALL')
    return json(classificators)
  })
  routes.get('/statics/types/', (c) => {
    permit(c, 'STATIC_TYPES_READ_ALL')
    return json(staticTypes)
  })
  routes.get('/statics/metric_path/', (c) => {
    permit(c, 'STATIC_READ')
    return json(staticMetricPaths)
  })
  routes.get('/statics/:type/', (c) => {
    permit(c, 'STATIC_READ')
    const type = c.req.param('type')
    if (!Object.hasOwn(classificators, type)) throw notFound('Static')
    return json(classificators[type])
  })
}
