import { type Fault, parseFaults } from './faults.js'
import type { FaultPlan } from './fault-plan.js'
import { HttpError, httpError } from '../http/http-error.js'
import { emptyResponse, jsonResponse, notFoundResponse } from '../http/respond.js'

/** Where what the service does not have lives: never inside an imitated route. */
export const controlPrefix = '/local/'

interface Controls {
  readonly faults: FaultPlan
  readonly dump: () => Promise<object>
  /** Whether whoever asks may do so: they need a token that opens some project. */
  readonly admits: (authorization: string | null) => boolean
}

/**
 * Answers below `/local/`: `faults/` is read, replaced and cleared; `dump/` gives everything there is in the
 * form of a seed.
 */
export function createControl({ faults, dump, admits }: Controls) {
  return async (request: Request): Promise<Response> => {
    if (!admits(request.headers.get('authorization'))) {
      return jsonResponse(httpError(401, 'Failed to get access token').body, 401)
    }
    const { pathname } = new URL(request.url)
    const operations: Readonly<Record<string, () => Promise<Response> | Response>> = {
      'GET /local/dump/': async () => jsonResponse(await dump()),
      'GET /local/faults/': () => jsonResponse(faults.list()),
      'PUT /local/faults/': async () => {
        faults.set(readFaults(await request.text()))
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

function readFaults(text: string): readonly Fault[] {
  try {
    return parseFaults(JSON.parse(text))
  } catch (error) {
    throw httpError(400, error instanceof Error ? error.message : String(error))
  }
}
