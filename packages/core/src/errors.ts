/** What was asked of the service; carried by every error of a request. Never holds the token. */
export interface RequestFacts {
  readonly method: string
  /** Path below the API base, with its query. */
  readonly path: string
  /** How often the request was sent. */
  readonly attempts: number
}

const describe = ({ method, path, attempts }: RequestFacts): string =>
  attempts > 1 ? `${method} ${path} (tried ${attempts} times)` : `${method} ${path}`

/** Everything that this client throws for a request that went wrong. */
export abstract class RequestError extends Error {
  readonly request: RequestFacts

  constructor(message: string, request: RequestFacts, options?: ErrorOptions) {
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

  constructor(status: number, body: unknown, request: RequestFacts) {
    super(`${status} ${wordsOf(body)}`, request)
    this.status = status
    this.body = body
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

/** No answer came: refused, reset, cut half-way, or the name did not resolve. See `cause`. */
export class ConnectionError extends RequestError {}

/** No answer came within the time limit of one request. */
export class TimeoutError extends RequestError {}

/** An answer came with a good status, but its body is not what the route promises. */
export class UnreadableAnswerError extends RequestError {}

export const apiError = (status: number, body: unknown, request: RequestFacts): ApiError => {
  if (status === 401 || status === 403) return new AuthenticationError(status, body, request)
  if (status === 404) return new NotFoundError(status, body, request)
  if (status === 422) return new ValidationError(status, body, request)
  return new ApiError(status, body, request)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fieldsOf = (body: unknown): Record<string, string[]> | undefined => {
  if (!isObject(body) || !isObject(body['errors'])) return undefined
  return Object.fromEntries(
    Object.entries(body['errors']).map(([field, messages]) => [field, [messages].flat().map(String)]),
  )
}

/** The service's own words, in one line. */
const wordsOf = (body: unknown): string => {
  const fields = fieldsOf(body)
  if (fields) {
    return Object.entries(fields)
      .map(([field, messages]) => `${field}: ${messages.join(', ')}`)
      .join('; ')
  }
  if (isObject(body) && typeof body['error'] === 'string') return body['error']
  if (typeof body === 'string' && body.trim() !== '') return body.replace(/\s+/g, ' ').trim().slice(0, 200)
  return 'without a message'
}
