import type { z } from 'zod'
import type { RequestAttempt, Repeat } from './attempts.js'
import type { Clock } from '../clock/clock.js'
import {
  apiError,
  ConnectionError,
  type InputProblem,
  InvalidInputError,
  type RequestInfo,
  TimeoutError,
  InvalidResponseError,
} from './errors.js'
import type { Fetch } from './network.js'
import type { Priority } from './rate-limiter.js'
import { type Query, queryString } from './query.js'
import { parseJson, readBody } from './read-body.js'
import { parseRetryAfterMs } from './retry.js'
import type { Redactor } from '../shared/redactor.js'

export interface HttpOptions {
  /** Ends in `/v2/`. */
  readonly apiBase: string
  readonly accessToken: string
  readonly fetch: Fetch
  readonly clock: Clock
  readonly repeat: Repeat
  readonly redactor: Redactor
  /** For one attempt, answer's body included. */
  readonly timeoutMs: number
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the API base; begins without and ends with a slash. */
  readonly path: string
  readonly query?: Query | undefined
  readonly body?: unknown
  readonly priority: Priority
  readonly signal?: AbortSignal | undefined
  /** Called when the request has its turn. With it, an abort keeps the request back, but never cuts it off. */
  readonly onSend?: (() => void) | undefined
}

/** The one place that knows the token and the time limit. No error of it ever shows the token. */
export interface Http {
  /** Sends a call and gives its parsed body, or undefined when there is none. */
  send(call: Call): Promise<unknown>
  /** Sends a call and reads its body; a misfit is one error that names the route and the field. */
  read<S extends z.ZodType>(schema: S, call: Call): Promise<z.output<S>>
  /** The error for a call that is better not sent. */
  refusal(problems: readonly InputProblem[], call: Pick<Call, 'method' | 'path'>): InvalidInputError
}

interface Answer {
  readonly body: unknown
  readonly facts: RequestInfo
}

export function createHttp(options: HttpOptions): Http {
  const { redactor, repeat } = options
  const send = async (call: Call): Promise<Answer> => {
    const path = call.path + queryString(call.query)
    return repeat(call, (attempts) => attempt(options, call, { method: call.method, path, attempts }))
  }
  return {
    send: async (call) => (await send(call)).body,
    read: async (schema, call) => {
      const { body, facts } = await send(call)
      try {
        return readBody(schema, body)
      } catch (error) {
        throw new InvalidResponseError(
          redactor.text((error as Error).message),
          redactRequest(redactor, facts),
        )
      }
    },
    refusal: (problems, { method, path }) =>
      new InvalidInputError(
        problems.map(({ field, message }) => ({
          field: redactor.text(field),
          message: redactor.text(message),
        })),
        { method, path },
      ),
  }
}

async function attempt(
  options: HttpOptions,
  call: Call,
  facts: RequestInfo,
): Promise<RequestAttempt<Answer>> {
  const { accessToken, apiBase, redactor, clock, timeoutMs } = options
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = call.onSend ? undefined : call.signal
  try {
    const response = await options.fetch(apiBase + facts.path, {
      method: call.method,
      headers: {
        accept: 'application/json',
        authorization: `LoaderoAuth ${accessToken}`,
        'content-type': 'application/json',
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      // A redirected PUT would arrive as a GET and the write would be lost without a word.
      redirect: 'manual',
    })
    return readAnswer(response, await response.text(), facts, redactor, clock.now())
  } catch (error) {
    signal?.throwIfAborted()
    const shown = redactRequest(redactor, facts)
    const failed = timeout.aborted
      ? new TimeoutError(`no answer within ${timeoutMs / 1_000} s`, shown)
      : new ConnectionError(`no answer: ${redactor.text(reasonOf(error))}`, shown, {
          cause: redactor.error(error),
        })
    return { ok: false, failure: { kind: 'no-answer' }, error: failed }
  }
}

function readAnswer(
  response: Response,
  text: string,
  facts: RequestInfo,
  redactor: Redactor,
  nowMs: number,
): RequestAttempt<Answer> {
  const body = parseJson(text)
  const { ok, status, headers } = response
  if (ok && (body !== undefined || text.trim() === '')) return { ok: true, value: { body, facts } }
  const shown = redactRequest(redactor, facts)
  if (ok) {
    const words = `the answer is not JSON: ${redactor.text(text.trim()).slice(0, 80)}`
    return { ok: false, failure: { kind: 'status', status }, error: new InvalidResponseError(words, shown) }
  }
  const retryAfterMs = parseRetryAfterMs(headers.get('retry-after'), nowMs)
  return {
    ok: false,
    failure: { kind: 'status', status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    error: apiError(status, redactor.json(body ?? text), shown, requestIdOf(headers, redactor)),
  }
}

/** A filter's value could hold the token, by somebody's mistake. */
function redactRequest(redactor: Redactor, facts: RequestInfo): RequestInfo {
  return {
    ...facts,
    path: redactor.text(facts.path),
  }
}

/** Which header the service sends, if any, is not known; these are the usual ones. */
export function requestIdOf(headers: Headers, redactor: Redactor): string | undefined {
  const names = ['x-request-id', 'x-amzn-requestid', 'x-amz-request-id', 'x-correlation-id']
  const id = names.map((name) => headers.get(name)).find(Boolean)
  return id ? redactor.text(id) : undefined
}

/** undici hides the reason of "fetch failed" one level down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}
