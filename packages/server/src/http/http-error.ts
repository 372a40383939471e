/** A refusal that `app.ts` turns into an answer; anything else that is thrown is a bug. */
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

/** The service's shape for everything but validation. */
export function refusal(status: number, error: string): HttpError {
  return new HttpError(status, { code: status, error })
}

/** The service's shape for fields that cannot be accepted. */
export function invalid(errors: Readonly<Record<string, readonly string[]>>): HttpError {
  return new HttpError(422, { code: 422, errors })
}

export function notFound(title: string): HttpError {
  return refusal(404, `${title} not found`)
}

export function unprocessable(reason: string): HttpError {
  return refusal(400, `Unable to process request data: ${reason}`)
}
