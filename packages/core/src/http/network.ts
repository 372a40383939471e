import { Agent, fetch as undiciFetch, EnvHttpProxyAgent } from 'undici'

/** The part of `fetch` that the client uses. The local server's `app` has it. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly signal: AbortSignal
  readonly redirect: 'manual'
}

export interface HttpTransport {
  readonly fetch: Fetch
  /** Closes the kept-alive connections. */
  readonly close: () => Promise<void>
}

const proxyVariables = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']

/** `fetch` over kept-alive connections, through the proxy that the environment names for the host. */
export function createTransport(connections = 8): HttpTransport {
  const usesProxy = proxyVariables.some((name) => process.env[name])
  const dispatcher = usesProxy ? new EnvHttpProxyAgent({ connections }) : new Agent({ connections })
  return {
    fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
    close: () => dispatcher.destroy(),
  }
}
