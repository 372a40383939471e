import { isObject } from '../shared/is-object.js'

/** The request that an error belongs to. Never contains the token. */
export interface RequestInfo {
  readonly method: string
  /** Path below the API base, with its query; for a download the URL without its query, which may be signed. */
  readonly path: string
  /** How many times the request was sent. */
  readonly attempts: number
}

/** A setting that can keep requests from the API: of the client, of the environment or of the machine. */
export type Setting = 'apiBase' | 'projectId' | 'proxy' | 'certificate'

export interface RequestErrorOptions extends ErrorOptions {
  readonly setting?: Setting | undefined
}

/** The base of all errors of a request. */
export abstract class RequestError extends Error {
  readonly request: RequestInfo
  /**
   * The setting that is probably wrong, so that another try would fail, too. Only set until the client has received its
   * first response from the API.
   */
  readonly setting: Setting | undefined

  constructor(message: string, request: RequestInfo, { setting, ...options }: RequestErrorOptions = {}) {
    const { method, path, attempts } = request
    super(`${method} ${path}${attempts > 1 ? ` (tried ${attempts} times)` : ''}: ${message}`, options)
    this.name = new.target.name
    this.request = request
    this.setting = setting
  }
}

/** An option of the client, or a proxy of the environment, that no request can be sent with. */
export class InvalidOptionError extends TypeError {
  override readonly name = 'InvalidOptionError'
  /** The name of the option, or of the variable that has the proxy. */
  readonly option: string
  /** Follows the name of the option in a sentence. */
  readonly problem: string

  constructor(option: string, problem: string) {
    super(`${option} ${problem}`)
    this.option = option
    this.problem = problem
  }
}

interface ApiErrorOptions extends RequestErrorOptions {
  readonly requestId?: string | undefined
  /** Ends the message. */
  readonly note?: string
}

/** The service responded with an error status. */
export class ApiError extends RequestError {
  readonly status: number
  /** Parsed JSON, or the text of a body that is not JSON. */
  readonly body: unknown
  /** The id that the service or its gateway gave the request, for questions to its support. */
  readonly requestId: string | undefined

  constructor(
    status: number,
    body: unknown,
    request: RequestInfo,
    { requestId, note = '', ...options }: ApiErrorOptions = {},
  ) {
    const id = requestId ? ` (request id ${requestId})` : ''
    super(`${status} ${describeBody(status, body)}${id}${note}`, request, options)
    this.status = status
    this.body = body
    this.requestId = requestId
  }
}

/** 401 or 403: the token is missing, belongs to another project or lacks the scope. */
export class AuthenticationError extends ApiError {}

export class NotFoundError extends ApiError {}

/** 409: the state does not allow it, e.g. a refused launch, or results of a live run. */
export class ConflictError extends ApiError {}

/** 429 after all attempts. */
export class RateLimitError extends ApiError {}

/** 422: `fields` lists the messages by field. */
export class ValidationError extends ApiError {
  get fields(): Readonly<Record<string, readonly string[]>> {
    return fieldsOf(this.body) ?? {}
  }
}

/** The link of a download is empty, has expired or does not exist. */
export class LinkError extends RequestError {
  /** The status of the response, if there was one. */
  readonly status: number | undefined

  constructor(message: string, request: RequestInfo, status?: number) {
    super(message, request)
    this.status = status
  }
}

/** The connection was refused, reset or cut, or the host name did not resolve. See `cause`. */
export class ConnectionError extends RequestError {}

/** There was no response within the time limit of one request. */
export class TimeoutError extends RequestError {}

/** The response has a success status, but a body that does not fit the route. */
export class InvalidResponseError extends RequestError {}

/** The response to a launch was lost, and its run could not be determined. See `cause` for how it was lost. */
export class LaunchLostError extends RequestError {
  /** The ids of the new runs: several, or none. */
  readonly candidates: readonly number[]
  /** Whether the search was complete. If it was, no candidate means that probably no run was started. */
  readonly searched: boolean

  constructor(
    message: string,
    found: Pick<LaunchLostError, 'candidates' | 'searched'>,
    request: RequestInfo,
    cause: unknown,
  ) {
    super(message, request, { cause })
    this.candidates = found.candidates
    this.searched = found.searched
  }
}

/** One error in an input. */
export interface InputProblem {
  /** `count`, `filter_status`, … */
  readonly field: string
  readonly message: string
}

/** The request was not sent, because its input is invalid. */
export class InvalidInputError extends RequestError {
  /** All problems, not only the first one. */
  readonly problems: readonly InputProblem[]

  constructor(problems: readonly InputProblem[], request: Omit<RequestInfo, 'attempts'>) {
    const list = problems.map(({ field, message }) => `${field} ${message}`).join('; ')
    super(`not sent: ${list}`, { ...request, attempts: 0 })
    this.problems = problems
  }
}

export function apiError(
  status: number,
  body: unknown,
  request: RequestInfo,
  options?: ApiErrorOptions,
): ApiError {
  const ErrorClass = errorClasses[status] ?? ApiError
  return new ErrorClass(status, body, request, options)
}

const errorClasses: Readonly<Record<number, typeof ApiError>> = {
  401: AuthenticationError,
  403: AuthenticationError,
  404: NotFoundError,
  409: ConflictError,
  422: ValidationError,
  429: RateLimitError,
}

/** Whether a body has the shape in which the API reports errors. */
export function isApiErrorBody(body: unknown): boolean {
  return isObject(body) && (typeof body['error'] === 'string' || isObject(body['errors']))
}

function fieldsOf(body: unknown): Record<string, string[]> | undefined {
  if (!isObject(body) || !isObject(body['errors'])) return undefined
  return Object.fromEntries(
    Object.entries(body['errors']).map(([field, messages]) => [field, [messages].flat().map(String)]),
  )
}

/** The service's own message, in one line. */
export function describeBody(status: number, body: unknown): string {
  const fields = fieldsOf(body)
  if (fields) {
    return Object.entries(fields)
      .map(([field, messages]) => `${field}: ${messages.join(', ')}`)
      .join('; ')
  }
  if (isObject(body) && typeof body['error'] === 'string') return body['error']
  if (status >= 300 && status < 400)
    return 'a redirect, which the client does not follow because a write would be lost'
  if (typeof body === 'string' && body.trim() !== '') return body.replace(/\s+/g, ' ').trim().slice(0, 200)
  return 'without a message'
}
