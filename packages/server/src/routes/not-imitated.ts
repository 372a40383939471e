import type { Hono } from 'hono'
import { refusal } from '../http-error.js'

/** Answers for operations that the service is known to have and this server has not, e.g. `POST /files/`. */
export const notImitated = (routes: Hono, operations: readonly string[]) => {
  for (const operation of operations) {
    const [method = '', path = ''] = operation.split(' ')
    routes.on(method, path, () => {
      throw refusal(501, `Not imitated by the local server: ${operation}`)
    })
  }
}
