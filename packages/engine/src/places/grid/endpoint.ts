import { createRedactor } from '@loadero-test/core/internal'
import { EngineError, messageOf } from '../../process/errors.js'

/** A WebDriver remote end: a Selenium Grid, a service that speaks like one, or a plain driver. */
export interface Endpoint {
  /** As messages name it, without credentials: `the grid at http://grid:4444/`. */
  readonly name: string
  /** Whether its own `localhost` is ours. */
  readonly isHere: boolean
  /** Asks, and gives the answer whatever it says. Throws an `EngineError` when there is none. */
  send(request: EndpointRequest): Promise<HostAnswer>
  /** Asks, and gives the answer's `value`. Throws an `EngineError` with a hint when that is none of WebDriver, or an error. */
  ask(request: EndpointRequest): Promise<unknown>
  /** Of the same server, with the same credentials. */
  socket(path: string): { readonly url: string; readonly headers: Readonly<Record<string, string>> }
  /** A copy of parsed JSON without the credentials. */
  conceal(value: unknown): unknown
}

export interface EndpointRequest {
  readonly method: string
  /** Below the endpoint's own, from its slash on. */
  readonly path: string
  /** JSON. */
  readonly body?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface HostAnswer {
  readonly status: number
  readonly text: string
}

/** No command of WebDriver takes longer, but for scripts that were given leave to. */
const patienceMs = 300_000

/** Speaks to the endpoint at an http or https address; credentials in it go with each request, and into no message. */
export function connectEndpoint(url: URL): Endpoint {
  const { protocol, host, hostname, pathname } = url
  const path = pathname.replace(/\/+$/, '')
  const name = `the grid at ${protocol}//${host}${path}/`
  const [user, password] = [decoded(url.username), decoded(url.password)]
  const blot = createRedactor(() => [password])
  const headers = user || password ? { authorization: `Basic ${btoa(`${user}:${password}`)}` } : {}

  const send = async ({ method, path: below, body, timeoutMs = patienceMs, signal }: EndpointRequest) => {
    const late = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(`${protocol}//${host}${path}${below}`, {
        method,
        headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, late]) : late,
        ...(body === undefined ? {} : { body }),
      })
      return { status: response.status, text: await response.text() }
    } catch (error) {
      if (late.aborted) throw new EngineError(`${name} did not answer within ${timeoutMs / 1_000} s`)
      throw new EngineError(`${name} cannot be reached: ${blot.text(causeOf(error))}`, { hint: whereabouts })
    }
  }
  return {
    name,
    isHere: /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname),
    send,
    ask: async (request) => valueOf(await send(request), name, (text) => blot.text(text)),
    socket: (below) => ({ url: `${protocol.replace('http', 'ws')}//${host}${path}${below}`, headers }),
    conceal: (value) => blot.json(value),
  }
}

/** Not everybody encodes their percent signs. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const whereabouts =
  'Is it up, and is that its address? Selenium 4 is at http://<host>:4444, Selenium 3 and many services at …/wd/hub.'

function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { message?: string; code?: string } }
  return cause?.message || cause?.code || messageOf(error)
}

function valueOf({ status, text }: HostAnswer, name: string, conceal: (text: string) => string): unknown {
  if (status === 401 || status === 403) {
    throw new EngineError(`${name} does not let us in (HTTP ${status})`, {
      hint: 'Credentials stand in its address, percent-encoded: https://user:key@host',
    })
  }
  const answer = jsonOf(text)
  if (answer?.value === undefined) {
    throw new EngineError(`${name} does not answer as WebDriver does (HTTP ${status})`, { hint: whereabouts })
  }
  const { error, message } = (answer.value ?? {}) as { error?: unknown; message?: unknown }
  if (typeof error !== 'string') return answer.value
  const [reason = ''] = typeof message === 'string' ? message.split('\n') : []
  throw new EngineError(
    `${name} refuses: ${conceal(reason || error)}`,
    error === 'unknown command' ? { hint: whereabouts } : {},
  )
}

function jsonOf(text: string): { readonly value?: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}
