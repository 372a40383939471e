import { createRedactor, errorMessage } from '@loadero-test/core/internal'
import { EngineError } from '../../process/errors.js'

/** A WebDriver server: a Selenium Grid, a service with the same API, or a plain driver. */
export interface Endpoint {
  /** For messages, without credentials: `the grid at http://grid:4444/`. */
  readonly name: string
  /** Whether it runs on this machine. */
  readonly isLocal: boolean
  /**
   * Sends a request and returns the response, errors included.
   * @throws EngineError when there is no response
   */
  send(request: EndpointRequest): Promise<EndpointResponse>
  /**
   * Sends a request and returns the response's `value`.
   * @throws EngineError with a hint when the response is an error, or not WebDriver
   */
  call(request: EndpointRequest): Promise<unknown>
  /** The address of a WebSocket at the same server, with the same credentials. */
  socket(path: string): SocketAddress
  /** The same for a path from the root of the server, instead of below the endpoint's own path. */
  rootSocket(path: string): SocketAddress
  /** A copy of parsed JSON without the credentials. */
  redact(value: unknown): unknown
}

export interface SocketAddress {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface EndpointRequest {
  readonly method: string
  /** Below the endpoint's own path, with its leading slash. */
  readonly path: string
  /** JSON. */
  readonly body?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface EndpointResponse {
  readonly status: number
  readonly text: string
}

/** No WebDriver command takes longer, except scripts with a longer timeout of their own. */
const defaultTimeoutMs = 300_000
const addressHint =
  'Check that it is running and that the address is right. Selenium 4 is at http://<host>:4444, Selenium 3 and many services at …/wd/hub.'

const certificateError = /CERT|certificate|self.signed|ISSUER/i
const certificateHint =
  'Set NODE_EXTRA_CA_CERTS to the file with the certificate of the authority that signed that of the grid.'

/**
 * Connects to the endpoint at an http or https URL. Credentials in it go with each request, and into no message.
 * @param secrets other texts that no message shows
 */
export function connectEndpoint(url: URL, secrets: readonly string[] = []): Endpoint {
  const { protocol, host, hostname, pathname } = url
  const basePath = pathname.replace(/\/+$/, '')
  const name = `the grid at ${protocol}//${host}${basePath}/`
  const [user, password] = [decodeOrKeep(url.username), decodeOrKeep(url.password)]
  const redactor = createRedactor(() => [password, ...secrets])
  const headers = user || password ? { authorization: `Basic ${btoa(`${user}:${password}`)}` } : {}

  const send = async ({ method, path, body, timeoutMs = defaultTimeoutMs, signal }: EndpointRequest) => {
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(`${protocol}//${host}${basePath}${path}`, {
        method,
        headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body === undefined ? {} : { body }),
      })
      return { status: response.status, text: await response.text() }
    } catch (error) {
      if (timeout.aborted) throw new EngineError(`${name} did not answer within ${timeoutMs / 1_000} s`)
      const { cause } = error as { cause?: { message?: string; code?: string } }
      const reason = cause?.message || cause?.code || errorMessage(error)
      throw new EngineError(`${name} cannot be reached: ${redactor.text(reason)}`, {
        hint: certificateError.test(`${cause?.code} ${reason}`) ? certificateHint : addressHint,
      })
    }
  }
  return {
    name,
    isLocal: /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname),
    send,
    call: async (request) => readValue(await send(request), name, (text) => redactor.text(text)),
    socket: (path) => ({ url: `${protocol.replace('http', 'ws')}//${host}${basePath}${path}`, headers }),
    rootSocket: (path) => ({ url: `${protocol.replace('http', 'ws')}//${host}${path}`, headers }),
    redact: (value) => redactor.json(value),
  }
}

/** A percent sign in credentials is not always encoded. */
function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readValue(
  { status, text }: EndpointResponse,
  name: string,
  redact: (text: string) => string,
): unknown {
  if (status === 401 || status === 403) {
    throw new EngineError(`${name} refuses the credentials (HTTP ${status})`, {
      hint: 'Put the credentials into its address, percent-encoded: https://user:key@host',
    })
  }
  let value: unknown
  try {
    value = (JSON.parse(text) as { readonly value?: unknown } | null)?.value
  } catch {
    value = undefined
  }
  if (value === undefined) {
    throw new EngineError(`${name} does not answer like a WebDriver server (HTTP ${status})`, {
      hint: addressHint,
    })
  }
  const { error, message } = (value ?? {}) as { error?: unknown; message?: unknown }
  if (typeof error !== 'string') return value
  const [reason = ''] = typeof message === 'string' ? message.split('\n') : []
  throw new EngineError(
    `${name} returned an error: ${redact(reason || error)}`,
    error === 'unknown command' ? { hint: addressHint } : {},
  )
}
