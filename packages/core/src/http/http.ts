import type { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import { startTimer } from '../shared/timer.js'
import { errorCauses } from '../shared/error-causes.js'
import type { Redactor } from '../shared/redactor.js'
import type { RequestAttempt, RunAttempts } from './attempts.js'
import {
  apiError,
  ConnectionError,
  type InputProblem,
  InvalidInputError,
  InvalidResponseError,
  isApiErrorBody,
  type RequestInfo,
  type Setting,
  TimeoutError,
} from './errors.js'
import type { Fetch } from './network.js'
import { type Query, queryString } from './query.js'
import type { Priority } from './rate-limiter.js'
import { InvalidBodyError, parseJson, readBody } from './read-body.js'
import { maxBodyBytes, maxErrorBytes, readText } from './read-text.js'
import { parseRetryAfterMs } from './retry.js'
import { settingOfFailure, settingOfStatus } from './wrong-setting.js'

export interface HttpOptions {
  /** Ends in `/v2/`. */
  readonly apiBase: string
  readonly accessToken: string
  readonly fetch: Fetch
  /** The variable that names the proxy for a URL. */
  readonly proxyVariable: (url: string) => string | undefined
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
  // Until the API has responded once, another response says that a setting is wrong.
  const state = { hasApiResponded: false }
  const send = async (call: Call): Promise<ApiResponse> => {
    const path = call.path + queryString(call.query)
    return runAttempts(call, (attempts) =>
      attempt(options, state, call, { method: call.method, path, attempts }),
    )
  }
  return {
    send: async (call) => {
      const { body } = await send(call)
      state.hasApiResponded = true
      return body
    },
    read: async (schema, call) => {
      const { body, request } = await send(call)
      try {
        const value = readBody(schema, body)
        state.hasApiResponded = true
        return value
      } catch (error) {
        const isOther = error instanceof InvalidBodyError && error.isOtherShape
        const setting = isOther && !state.hasApiResponded ? 'apiBase' : undefined
        const message = redactor.text((error as Error).message) + settingNote(setting, options)
        throw new InvalidResponseError(message, redactRequest(options, request), { setting })
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

/** Whether the client has received a response of the API. */
interface ApiState {
  hasApiResponded: boolean
}

async function attempt(
  options: HttpOptions,
  state: ApiState,
  call: Call,
  request: RequestInfo,
): Promise<RequestAttempt<ApiResponse>> {
  const { accessToken, apiBase, proxyVariable, redactor, timeoutMs } = options
  const timeout = new AbortController()
  const timer = startTimer(timeoutMs, () => timeout.abort())
  const signal = call.onSend ? undefined : call.signal
  const either = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal
  try {
    const response = await options.fetch(apiBase + request.path, {
      method: call.method,
      headers: {
        accept: 'application/json',
        authorization: `LoaderoAuth ${accessToken}`,
        'content-type': 'application/json',
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      signal: either,
      // A redirected PUT would become a GET, and the write would be lost without an error.
      redirect: 'manual',
    })
    return await readResponse(response, either, request, state, options)
  } catch (error) {
    signal?.throwIfAborted()
    const redactedRequest = redactRequest(options, request)
    if (timeout.signal.aborted) {
      const timeoutError = new TimeoutError(`no response within ${timeoutMs / 1_000} s`, redactedRequest)
      return { ok: false, failure: { kind: 'no-response' }, error: timeoutError }
    }
    const setting = state.hasApiResponded ? undefined : settingOfFailure(error, apiBase)
    const variable = proxyVariable(apiBase)
    // undici's own "fetch failed" says nothing.
    const cause = errorCauses(error).at(-1)
    const text = cause === undefined ? String(error) : cause.message || cause.name
    const reason = text.replace(/\s+/g, ' ').trim()
    const place = variable === undefined ? '' : ` through the proxy of ${variable}`
    const message = `no response${place}: ${redactor.text(reason)}${settingNote(setting, options)}`
    // A name that is unknown now can be known a moment later.
    const isFinal = setting !== undefined && !/ENOTFOUND/.test(reason)
    return {
      ok: false,
      failure: { kind: isFinal ? 'final' : 'no-response' },
      error: new ConnectionError(message, redactedRequest, { cause: redactor.error(error), setting }),
    }
  } finally {
    timer.cancel()
  }
}

async function readResponse(
  response: Response,
  signal: AbortSignal,
  request: RequestInfo,
  state: ApiState,
  options: HttpOptions,
): Promise<RequestAttempt<ApiResponse>> {
  const { redactor, clock } = options
  const { ok, status, headers } = response
  const { text, isWhole } = await readText(response, ok ? maxBodyBytes : maxErrorBytes, signal)
  const body = parseJson(text)
  if (ok && isWhole && (body !== undefined || text.trim() === ''))
    return { ok: true, value: { body, request } }
  const redactedRequest = redactRequest(options, request)
  if (ok) {
    // JSON that was cut may come from the API.
    const isOther = isWhole && !/^\s*[[{]/.test(text)
    const setting = isOther && !state.hasApiResponded ? 'apiBase' : undefined
    const problem = isWhole
      ? `the response is not JSON: ${redactor.text(text.trim()).slice(0, 80)}`
      : `the response is larger than ${maxBodyBytes / 2 ** 20} MB`
    const message = problem + settingNote(setting, options)
    const error = new InvalidResponseError(message, redactedRequest, { setting })
    return { ok: false, failure: { kind: 'status', status }, error }
  }
  const setting = state.hasApiResponded
    ? undefined
    : settingOfStatus(status, body ?? text, redactedRequest.path)
  state.hasApiResponded ||= isApiErrorBody(body) && setting === undefined
  const retryAfterMs = parseRetryAfterMs(headers.get('retry-after'), clock.now())
  return {
    ok: false,
    failure: { kind: 'status', status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    error: apiError(status, redactor.json(body ?? text), redactedRequest, {
      requestId: requestIdOf(headers, redactor),
      setting,
      note: settingNote(setting, options),
    }),
  }
}

/** Names the value that is probably wrong. */
function settingNote(
  setting: Setting | undefined,
  { apiBase, proxyVariable }: Pick<HttpOptions, 'apiBase' | 'proxyVariable'>,
): string {
  const variable = proxyVariable(apiBase)
  const proxy = variable === undefined ? '' : `, or the proxy of ${variable} responds in its place`
  if (setting === 'apiBase') return `; ${apiBase} seems not to be the Loadero API${proxy}`
  return setting === 'proxy' ? `; the proxy of ${variable ?? 'the network'} does not forward the request` : ''
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
