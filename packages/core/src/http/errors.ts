/** What was asked of the service; carried by every error of a request. Never holds the token. */
export interface RequestInfo {
  readonly method: string
  /** Path below the API base, with its query; for a download the address without its query, which may be signed. */
  readonly path: string
  /** How often the request was sent. */
  readonly attempts: number
}

function describe({ method, path, attempts }: RequestInfo): string {
  return attempts > 1 ? `${method} ${path} (tried ${attempts} times)` : `${method} ${path}`
}

/** Everything that this client throws for a request that went wrong. */
export abstract class RequestError extends Error {
  readonly request: RequestInfo

  constructor(message: string, request: RequestInfo, options?: ErrorOptions) {
    super(`${describe(request)}: ${message}`, options)
    this.name = new.target.name
    this.request = request
  }
}

/** The service answered, but not with success. */
export class ApiError extends RequestError {
  readonly status: number
  /** Parsed when it was JSON, otherwise the text as it came. */
  readonly body: unknown
  /** What the service or its gateway calls the request, for those who would ask support about it. */
  readonly requestId: string | undefined

  constructor(status: number, body: unknown, request: RequestInfo, requestId?: string) {
    super(`${status} ${describeBody(status, body)}${requestId ? ` (request id ${requestId})` : ''}`, request)
    this.status = status
    this.body = body
    this.requestId = requestId
  }
}

/** 401 or 403: the token is missing, belongs to another project or lacks the scope. */
export class AuthenticationError extends ApiError {}

export class NotFoundError extends ApiError {}

/** 422: `fields` says what is wrong with which. */
export class ValidationError extends ApiError {
  get fields(): Readonly<Record<string, readonly string[]>> {
    return fieldsOf(this.body) ?? {}
  }
}

/** A download's link is empty, has expired, or never led anywhere. */
export class LinkError extends RequestError {
  /** Of the answer, if it came to one. */
  readonly status: number | undefined

  constructor(message: string, request: RequestInfo, status?: number) {
    super(message, request)
    this.status = status
  }
}

/** No answer came: refused, reset, cut half-way, or the name did not resolve. See `cause`. */
export class ConnectionError extends RequestError {}

/** No answer came within the time limit of one request. */
export class TimeoutError extends RequestError {}

/** An answer came with a good status, but its body is not what the route promises. */
export class InvalidResponseError extends RequestError {}

/** A launch went unanswered and no new run could be told to be its own. See `cause` for how the answer was lost. */
export class LaunchLostError extends RequestError {
  /** Runs that appeared meanwhile: more than one, or none. */
  readonly candidates: readonly number[]
  /** Whether it was looked for to the end: then no candidate means that nothing has begun. */
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

/** One thing that is wrong with an input. */
export interface InputProblem {
  /** `count`, `filter_status`, … */
  readonly field: string
  readonly message: string
}

/** The request was never sent: its input could only have been refused, or misunderstood. */
export class InvalidInputError extends RequestError {
  /** All of them, not just the first. */
  readonly problems: readonly InputProblem[]

  constructor(problems: readonly InputProblem[], request: Omit<RequestInfo, 'attempts'>) {
    const list = problems.map(({ field, message }) => `${field} ${message}`).join('; ')
    super(`not sent: ${list}`, { ...request, attempts: 0 })
    this.problems = problems
  }
}

export function apiError(status: number, body: unknown, request: RequestInfo, requestId?: string): ApiError {
  const Kind = kinds[status] ?? ApiError
  return new Kind(status, body, request, requestId)
}

const kinds: Readonly<Record<number, typeof ApiError>> = {
  401: AuthenticationError,
  403: AuthenticationError,
  404: NotFoundError,
  422: ValidationError,
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldsOf(body: unknown): Record<string, string[]> | undefined {
  if (!isObject(body) || !isObject(body['errors'])) return undefined
  return Object.fromEntries(
    Object.entries(body['errors']).map(([field, messages]) => [field, [messages].flat().map(String)]),
  )
}

/** The service's own words, in one line. */
export function describeBody(status: number, body: unknown): string {
  const fields = fieldsOf(body)
  if (fields) {
    return Object.entries(fields)
      .map(([field, messages]) => `${field}: ${messages.join(', ')}`)
      .join('; ')
  }
  if (isObject(body) && typeof body['error'] === 'string') return body['error']
  if (status >= 300 && status < 400) return 'a redirect, which would lose a write and is never followed'
  if (typeof body === 'string' && body.trim() !== '') return body.replace(/\s+/g, ' ').trim().slice(0, 200)
  return 'without a message'
}
