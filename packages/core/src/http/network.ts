import { Agent, type Dispatcher, fetch as undiciFetch, ProxyAgent } from 'undici'
import { InvalidOptionError } from './errors.js'
import { createNoProxy } from './no-proxy.js'

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
  /** The variable that names the proxy for a URL; undefined without a proxy. */
  readonly proxyVariable: (url: string) => string | undefined
  /** Closes the kept-alive connections. */
  readonly close: () => Promise<void>
}

/** In the order in which they count. Without a proxy of its own, https uses that of http. */
const httpVariables = ['http_proxy', 'HTTP_PROXY']
const httpsVariables = ['https_proxy', 'HTTPS_PROXY', ...httpVariables]

type Environment = Readonly<Record<string, string | undefined>>

/**
 * `fetch` over kept-alive connections, through the proxy that the environment names for the host.
 * @throws InvalidOptionError with the variable, when it has no address of a proxy
 */
export function createTransport(env: Environment = process.env, connections = 8): HttpTransport {
  const isDirect = createNoProxy(env['no_proxy'] ?? env['NO_PROXY'] ?? '')
  const direct = new Agent({ connections })
  const dispatchers = new Map<string, Dispatcher>()
  for (const variable of new Set(httpsVariables)) {
    const address = env[variable]
    if (address) dispatchers.set(variable, new ProxyAgent({ connections, uri: proxyUrl(variable, address) }))
  }
  const proxyVariable = (url: string): string | undefined => {
    const parsed = new URL(url)
    if (isDirect(parsed)) return undefined
    const variables = parsed.protocol === 'https:' ? httpsVariables : httpVariables
    return variables.find((variable) => dispatchers.has(variable))
  }
  return {
    fetch: (url, init) => {
      const dispatcher = dispatchers.get(proxyVariable(url) ?? '') ?? direct
      return undiciFetch(url, { ...init, dispatcher })
    },
    proxyVariable,
    close: async () => {
      await Promise.all([direct, ...dispatchers.values()].map((dispatcher) => dispatcher.destroy()))
    },
  }
}

/** The address of a proxy, which is often written without `http://`. Its message never has the address: it may have a password. */
function proxyUrl(variable: string, address: string): string {
  const url = address.includes('://') ? address.trim() : `http://${address.trim()}`
  const isValid =
    URL.canParse(url) &&
    /^(https?|socks5?):$/.test(new URL(url).protocol) &&
    !/[^/]\/+[^/]/.test(url.replace('://', ':'))
  if (isValid) return url
  throw new InvalidOptionError(
    variable,
    'is not the address of a proxy, such as http://proxy.example.com:3128',
  )
}
