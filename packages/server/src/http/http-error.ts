/** An error that `app.ts` turns into a response. Any other error that is thrown is a bug. */
export class HttpError extends Error {
  readonly status: number
  readonly body: object

  constructor(status: number, body: object) {
    super(`${status} ${JSON.stringify(body)}`)
    this.name = 'HttpError'
    this.status = status
    this.body = body
  }
}

/** The service's form of all errors except validation errors. */
export function httpError(status: number, error: string): HttpError {
  return new HttpError(status, { code: status, error })
}

/** The service's form of an error about fields: messages by field. */
export function validationError(errors: Readonly<Record<string, readonly string[]>>): HttpError {
  return new HttpError(422, { code: 422, errors })
}

export function notFoundError(title: string): HttpError {
  return httpError(404, `${title} not found`)
}

export function badRequest(reason: string): HttpError {
  return httpError(400, `Unable to process request data: ${reason}`)
}
