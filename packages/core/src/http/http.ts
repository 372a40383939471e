import type { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import type { Redactor } from '../shared/redactor.js'
import type { RequestAttempt, RunAttempts } from './attempts.js'
import {
  apiError,
  ConnectionError,
  type InputProblem,
  InvalidInputError,
  InvalidResponseError,
  type RequestInfo,
  TimeoutError,
} from './errors.js'
import type { Fetch } from './network.js'
import { type Query, queryString } from './query.js'
import type { Priority } from './rate-limiter.js'
import { parseJson, readBody } from './read-body.js'
import { parseRetryAfterMs } from './retry.js'

export interface HttpOptions {
  /** Ends in `/v2/`. */
  readonly apiBase: string
  readonly accessToken: string
  readonly fetch: Fetch
  readonly clock: Clock
  readonly runAttempts: RunAttempts
  readonly redactor: Redactor
  /** The limit for one attempt, the body of the response included. */
  readonly timeoutMs: number
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the API base, with a trailing slash and no leading one. */
  readonly path: string
  readonly query?: Query | undefined
  readonly body?: unknown
  readonly priority: Priority
  readonly signal?: AbortSignal | undefined
  /** Called just before the request is sent. With it, an abort prevents the request, but does not interrupt it. */
  readonly onSend?: (() => void) | undefined
}

/** Sends requests with the token and the time limit. None of its errors contains the token. */
export interface Http {
  /** Returns the parsed body, or undefined for an empty one. */
  send(call: Call): Promise<unknown>
  /** @throws InvalidResponseError with the route and the field, when the body does not fit the schema */
  read<S extends z.ZodType>(schema: S, call: Call): Promise<z.output<S>>
  /** The error for a call that is not sent. */
  invalidInput(problems: readonly InputProblem[], call: Pick<Call, 'method' | 'path'>): InvalidInputError
}

interface ApiResponse {
  readonly body: unknown
  readonly request: RequestInfo
}

export function createHttp(options: HttpOptions): Http {
  const { redactor, runAttempts } = options
  const send = async (call: Call): Promise<ApiResponse> => {
    const path = call.path + queryString(call.query)
    return runAttempts(call, (attempts) => attempt(options, call, { method: call.method, path, attempts }))
  }
  return {
    send: async (call) => (await send(call)).body,
    read: async (schema, call) => {
      const { body, request } = await send(call)
      try {
        return readBody(schema, body)
      } catch (error) {
        const message = redactor.text((error as Error).message)
        throw new InvalidResponseError(message, redactRequest(options, request))
      }
    },
    invalidInput: (problems, { method, path }) =>
      new InvalidInputError(
        problems.map(({ field, message }) => ({
          field: redactor.text(field),
          message: redactor.text(message),
        })),
        { method, path: redactPath(options, path) },
      ),
  }
}

async function attempt(
  options: HttpOptions,
  call: Call,
  request: RequestInfo,
): Promise<RequestAttempt<ApiResponse>> {
  const { accessToken, apiBase, redactor, timeoutMs } = options
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = call.onSend ? undefined : call.signal
  try {
    const response = await options.fetch(apiBase + request.path, {
      method: call.method,
      headers: {
        accept: 'application/json',
        authorization: `LoaderoAuth ${accessToken}`,
        'content-type': 'application/json',
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      // A redirected PUT would become a GET, and the write would be lost without an error.
      redirect: 'manual',
    })
    return readResponse(response, await response.text(), request, options)
  } catch (error) {
    signal?.throwIfAborted()
    const redactedRequest = redactRequest(options, request)
    const attemptError = timeout.aborted
      ? new TimeoutError(`no response within ${timeoutMs / 1_000} s`, redactedRequest)
      : new ConnectionError(`no response: ${redactor.text(connectionReason(error))}`, redactedRequest, {
          cause: redactor.error(error),
        })
    return { ok: false, failure: { kind: 'no-response' }, error: attemptError }
  }
}

function readResponse(
  response: Response,
  text: string,
  request: RequestInfo,
  options: HttpOptions,
): RequestAttempt<ApiResponse> {
  const { redactor, clock } = options
  const body = parseJson(text)
  const { ok, status, headers } = response
  if (ok && (body !== undefined || text.trim() === '')) return { ok: true, value: { body, request } }
  const redactedRequest = redactRequest(options, request)
  if (ok) {
    const message = `the response is not JSON: ${redactor.text(text.trim()).slice(0, 80)}`
    const error = new InvalidResponseError(message, redactedRequest)
    return { ok: false, failure: { kind: 'status', status }, error }
  }
  const retryAfterMs = parseRetryAfterMs(headers.get('retry-after'), clock.now())
  return {
    ok: false,
    failure: { kind: 'status', status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    error: apiError(status, redactor.json(body ?? text), redactedRequest, requestIdOf(headers, redactor)),
  }
}

/** A caller can pass the token as the value of a filter by mistake. */
function redactRequest(options: HttpOptions, request: RequestInfo): RequestInfo {
  return { ...request, path: redactPath(options, request.path) }
}

/** The words of all routes. A token that is such a word is hidden in queries only, because paths would be unreadable. */
const routeWords = new Set(
  'assert asserts copy file files group groups metric_path participant participants precondition preconditions project projects result results run runs statics statistics stop test tests types'.split(
    ' ',
  ),
)

function redactPath({ accessToken, redactor }: HttpOptions, path: string): string {
  if (!routeWords.has(accessToken)) return redactor.text(path)
  const start = path.indexOf('?')
  return start === -1 ? path : path.slice(0, start) + redactor.text(path.slice(start))
}

/** The service does not document a header for its request ids; these are the usual ones. */
export function requestIdOf(headers: Headers, redactor: Redactor): string | undefined {
  const names = ['x-request-id', 'x-amzn-requestid', 'x-amz-request-id', 'x-correlation-id']
  const id = names.map((name) => headers.get(name)).find(Boolean)
  return id ? redactor.text(id) : undefined
}

/** The cause of undici's "fetch failed" has the reason. */
function connectionReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}
