import { notFoundError } from '../http/http-error.js'
import { jsonResponse } from '../http/respond.js'
import { classificatorRows, staticMetricPaths, staticTypes } from '../resources/statics.js'
import { type Api, checkPermission } from './access.js'

/** The service's enumerations. They belong to no project. */
export function addStaticsRoutes(routes: Api) {
  routes.get('/statics/', (c) => {
    checkPermission(c, 'STATICS_READ_ALL')
    return jsonResponse(classificatorRows)
  })
  routes.get('/statics/types/', (c) => {
    checkPermission(c, 'STATIC_TYPES_READ_ALL')
    return jsonResponse(staticTypes)
  })
  routes.get('/statics/metric_path/', (c) => {
    checkPermission(c, 'STATIC_READ')
    return jsonResponse(staticMetricPaths)
  })
  routes.get('/statics/:type/', (c) => {
    checkPermission(c, 'STATIC_READ')
    const type = c.req.param('type')
    if (!Object.hasOwn(classificatorRows, type)) throw notFoundError('Static')
    return jsonResponse(classificatorRows[type])
  })
}
