import { Agent, fetch as undiciFetch, EnvHttpProxyAgent } from 'undici'

/** The part of `fetch` that the client uses; the local server's `app` fits as it is. */
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
  /** Lets go of kept-alive connections. */
  readonly close: () => Promise<void>
}

const proxyVariables = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']

/** `fetch` over kept-alive connections, through the proxy that the environment names for the host, if any. */
export function createTransport(connections = 8): HttpTransport {
  const proxied = proxyVariables.some((name) => process.env[name])
  const dispatcher = proxied ? new EnvHttpProxyAgent({ connections }) : new Agent({ connections })
  return {
    fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
    close: () => dispatcher.destroy(),
  }
}
