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

/** A proxy cannot reach this machine's own addresses. */
function noProxyWithLoopback(): string {
  const own = process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? ''
  return [own, 'localhost', '127.0.0.1', '::1', '[::1]'].filter(Boolean).join(',')
}

/** `fetch` over kept-alive connections, through the proxy that the environment names for the host. */
export function createTransport(connections = 8): HttpTransport {
  const usesProxy = proxyVariables.some((name) => process.env[name])
  // Loaded with the first request, because many commands send none.
  const open = async () => {
    const { Agent, EnvHttpProxyAgent, fetch } = await import('undici')
    const dispatcher = usesProxy
      ? new EnvHttpProxyAgent({ connections, noProxy: noProxyWithLoopback() })
      : new Agent({ connections })
    return { fetch, dispatcher }
  }
  let opened: ReturnType<typeof open> | undefined
  return {
    fetch: async (url, init) => {
      const { fetch, dispatcher } = await (opened ??= open())
      return fetch(url, { ...init, dispatcher })
    },
    close: async () => {
      await (await opened)?.dispatcher.destroy()
    },
  }
}
