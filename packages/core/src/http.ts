import { Agent, fetch as undiciFetch, EnvHttpProxyAgent } from 'undici'
import type { z } from 'zod'
import type { Clock } from './clock.js'
import {
  apiError,
  ConnectionError,
  type RequestError,
  type RequestFacts,
  TimeoutError,
  UnreadableAnswerError,
} from './errors.js'
import type { Pace, Priority } from './pace.js'
import { type Failure, parseRetryAfterMs, retryDelayMs, type RetryPolicy } from './retry.js'

/** The part of `fetch` that the client uses; the local server's `app` fits as it is. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly signal: AbortSignal
  readonly redirect: 'manual'
}

export interface HttpOptions {
  /** Ends in `/v2/`. */
  readonly apiBase: string
  readonly accessToken: string
  readonly fetch: Fetch
  readonly clock: Clock
  readonly pace: Pace
  readonly retry: RetryPolicy
  readonly random: () => number
  /** For one attempt, answer's body included. */
  readonly timeoutMs: number
}

export type QueryValue = string | number | boolean | undefined | readonly (string | number)[]
export type Query = Readonly<Record<string, QueryValue>>

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the API base; begins without and ends with a slash. */
  readonly path: string
  readonly query?: Query | undefined
  readonly body?: unknown
  readonly priority: Priority
  readonly signal?: AbortSignal | undefined
}

/** Sends a call and gives the parsed body, or undefined when there is none. */
export type Http = (call: Call) => Promise<unknown>

/** The one place that knows the token, the time limit, the pace and the retries. */
export const createHttp = (options: HttpOptions): Http => {
  const { clock, pace, retry, random } = options
  return async (call) => {
    const path = call.path + queryString(call.query)
    for (let attempt = 1; ; attempt++) {
      await pace.turn(call.priority, call.signal)
      const facts = { method: call.method, path, attempts: attempt }
      const answer = await clock.during(() => attemptOnce(options, call, facts))
      if (answer.ok) return answer.body
      if (answer.failure.kind === 'status' && answer.failure.retryAfterMs !== undefined) {
        pace.hold(Math.min(answer.failure.retryAfterMs, retry.longestWaitMs))
      }
      const delayMs = retryDelayMs(call.method, attempt, answer.failure, retry, random)
      if (delayMs === undefined) throw answer.error
      await clock.sleep(delayMs, call.signal)
    }
  }
}

type Answer = { ok: true; body: unknown } | { ok: false; failure: Failure; error: RequestError }

const attemptOnce = async (options: HttpOptions, call: Call, facts: RequestFacts): Promise<Answer> => {
  const timeout = AbortSignal.timeout(options.timeoutMs)
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout
  try {
    const response = await options.fetch(options.apiBase + facts.path, {
      method: call.method,
      headers: {
        accept: 'application/json',
        authorization: `LoaderoAuth ${options.accessToken}`,
        'content-type': 'application/json',
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      signal,
      // A redirected PUT would arrive as a GET and the write would be lost without a word.
      redirect: 'manual',
    })
    return readAnswer(response, await response.text(), facts, options.clock.now())
  } catch (error) {
    call.signal?.throwIfAborted()
    const failed = timeout.aborted
      ? new TimeoutError(`no answer within ${options.timeoutMs / 1_000} s`, facts)
      : new ConnectionError(`no answer: ${reasonOf(error)}`, facts, { cause: error })
    return { ok: false, failure: { kind: 'no-answer' }, error: failed }
  }
}

const readAnswer = (response: Response, text: string, facts: RequestFacts, nowMs: number): Answer => {
  const body = parseJson(text)
  if (response.ok) {
    if (body !== undefined || text.trim() === '') return { ok: true, body }
    const error = new UnreadableAnswerError(`the answer is not JSON: ${text.trim().slice(0, 80)}`, facts)
    return { ok: false, failure: { kind: 'status', status: response.status }, error }
  }
  const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), nowMs)
  return {
    ok: false,
    failure: { kind: 'status', status: response.status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    error: apiError(response.status, body ?? text, facts),
  }
}

/** Reads an answer's body by its schema; a misfit is one error that names the route and the field. */
export const parseBody = <T extends z.ZodType>(schema: T, body: unknown, call: Call): z.output<T> => {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue && issue.path.length > 0 ? issue.path.join('.') : 'the body'
  throw new UnreadableAnswerError(`cannot read ${field}: ${issue?.message ?? 'unexpected shape'}`, {
    method: call.method,
    path: call.path,
    attempts: 1,
  })
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** undici hides the reason of "fetch failed" one level down. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}

const queryString = (query: Query | undefined): string => {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const one of [value].flat()) if (one !== undefined) params.append(key, String(one))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** `fetch` over kept-alive connections, through the proxy that the environment names, if any. */
export const createFetch = (connections = 8): { fetch: Fetch; close: () => Promise<void> } => {
  const proxied = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'].some((name) => process.env[name])
  const dispatcher = proxied ? new EnvHttpProxyAgent({ connections }) : new Agent({ connections })
  return {
    fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
    close: () => dispatcher.destroy(),
  }
}
