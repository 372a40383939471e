import { createRedactor, errorMessage } from '@loadero-test/core/internal'
import { type Exchange, readBodyText } from './exchange.js'
import type { ExchangeRecording } from './recording.js'
import { createExchangeRedactor } from './redact-exchange.js'

export interface ProxyOptions {
  /** The base of the API to record, e.g. `https://api.loadero.com/v2/`. */
  readonly upstream: string
  /** Texts that no file may contain, in addition to the tokens of the requests. */
  readonly secrets?: readonly string[]
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

const forwardedHeaders = ['accept', 'authorization', 'content-type', 'user-agent']
/** Headers of a connection, or of a body that is no longer compressed. */
const droppedHeaders = ['connection', 'keep-alive', 'transfer-encoding', 'content-encoding', 'content-length']
const prefix = '/v2/'

/** Forwards requests below `/v2/` to a service, and records them. */
export function createRecordingProxy(
  options: ProxyOptions,
  { write, recording }: { readonly write: (text: string) => void; readonly recording: ExchangeRecording },
): (request: Request) => Promise<Response> {
  const base = new URL(options.upstream.replace(/\/?$/, '/'))
  const secrets = new Set(options.secrets)
  const redact = createExchangeRedactor(() => secrets)
  const redactor = createRedactor(() => secrets)
  const send = options.fetch ?? fetch

  const forward = async (request: Request, path: string): Promise<Response> => {
    const token = /^\w+ (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token !== undefined) secrets.add(token)
    const requestText = await request.text()
    const response = await send(`${base.origin}${base.pathname}${path}`, {
      method: request.method,
      headers: forwardedHeaders.flatMap((name): [string, string][] => {
        const value = request.headers.get(name)
        return value === null ? [] : [[name, value]]
      }),
      ...(requestText !== '' && { body: requestText }),
      // A redirected write would become a GET.
      redirect: 'manual',
      signal: request.signal,
    })
    const text = await response.text()
    const location = relocate(response.headers.get('location'), base)
    recording.add(redact(readExchange(request, `/${path}`, requestText, { response, text, location })))
    const headers = new Headers([...response.headers].filter(([name]) => !droppedHeaders.includes(name)))
    if (location !== undefined) headers.set('location', location)
    const isEmpty = [204, 205, 304].includes(response.status)
    return new Response(isEmpty ? null : text, { status: response.status, headers })
  }

  return async (request) => {
    const { pathname, search } = new URL(request.url)
    if (!pathname.startsWith(prefix)) return new Response('404 page not found\n', { status: 404 })
    try {
      return await forward(request, `${pathname.slice(prefix.length)}${search}`)
    } catch (error) {
      request.signal.throwIfAborted()
      const problem = `${base.host} does not respond: ${errorMessage(error)}`
      write(redactor.text(`${request.method} ${pathname}: ${problem}\n`))
      return Response.json({ code: 502, error: `${base.host} does not respond` }, { status: 502 })
    }
  }
}

function readExchange(
  { method }: Request,
  path: string,
  requestText: string,
  received: { readonly response: Response; readonly text: string; readonly location: string | undefined },
): Exchange {
  const { response, text, location } = received
  const requestBody = readBodyText(requestText)
  const body = readBodyText(text)
  const contentType = response.headers.get('content-type')
  return {
    method,
    path,
    status: response.status,
    ...(requestBody !== undefined && { requestBody }),
    ...(contentType !== null && { contentType }),
    ...(location !== undefined && { location }),
    ...(body !== undefined && { body }),
  }
}

/** An address at the service as the same path at the proxy. */
function relocate(location: string | null, base: URL): string | undefined {
  if (location === null) return undefined
  const target = new URL(location, base)
  if (target.origin !== base.origin || !target.pathname.startsWith(base.pathname)) return location
  return `${prefix}${target.pathname.slice(base.pathname.length)}${target.search}`
}
