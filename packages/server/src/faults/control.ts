import { errorMessage } from '@loadero-test/core/internal'
import { HttpError, httpError } from '../http/http-error.js'
import { emptyResponse, jsonResponse, notFoundResponse } from '../http/respond.js'
import type { FaultPlan } from './fault-plan.js'
import { parseFaults } from './faults.js'

/** The path of everything that the service itself does not have. It is outside the service's own routes. */
export const controlPrefix = '/local/'

/** Handles requests below `/local/`: `faults/` reads, replaces and clears faults, `dump/` returns the state as a seed. */
export function createControl({
  faults,
  dump,
  isAuthorized,
}: {
  readonly faults: FaultPlan
  readonly dump: () => Promise<object>
  /** Whether an `Authorization` header has a token of any project. */
  readonly isAuthorized: (authorization: string | null) => boolean
}) {
  return async (request: Request): Promise<Response> => {
    if (!isAuthorized(request.headers.get('authorization'))) {
      return jsonResponse(httpError(401, 'Failed to get access token').body, 401)
    }
    const { pathname } = new URL(request.url)
    const operations: Readonly<Record<string, () => Promise<Response> | Response>> = {
      'GET /local/dump/': async () => jsonResponse(await dump()),
      'GET /local/faults/': () => jsonResponse(faults.list()),
      'PUT /local/faults/': async () => {
        const text = await request.text()
        try {
          faults.set(parseFaults(JSON.parse(text)))
        } catch (error) {
          throw httpError(400, errorMessage(error))
        }
        return jsonResponse(faults.list())
      },
      'DELETE /local/faults/': () => {
        faults.set([])
        return emptyResponse(204)
      },
    }
    try {
      return (await operations[`${request.method} ${pathname}`]?.()) ?? notFoundResponse()
    } catch (error) {
      if (error instanceof HttpError) return jsonResponse(error.body, error.status)
      throw error
    }
  }
}
