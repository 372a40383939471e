import { createRequire } from 'node:module'
import type * as undici from 'undici'
import { InvalidOptionError } from './errors.js'
import { createNoProxy } from './no-proxy.js'

/** The part of `fetch` that the client uses. The local server's `app` has it. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly signal: AbortSignal
  /** The client follows no redirect, because the token must not reach another host. */
  readonly redirect: 'manual' | 'follow'
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
const httpsVariables = ['https_proxy', 'HTTPS_PROXY']

const require = createRequire(import.meta.url)

/** Loaded with the first client, because many commands of the command line need none. */
function loadUndici() {
  return require('undici') as typeof undici
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * `fetch` over kept-alive connections, through the proxy that the environment names for the host.
 * @throws InvalidOptionError with the variable, when it has no address of a proxy
 */
export function createTransport(env: Environment = process.env, connections = 8): HttpTransport {
  const isDirect = createNoProxy(env['no_proxy'] ?? env['NO_PROXY'] ?? '')
  const { Agent, fetch: undiciFetch } = loadUndici()
  const direct = new Agent({ connections })
  const dispatchers = new Map<string, undici.Dispatcher>()
  for (const variable of [...httpVariables, ...httpsVariables]) {
    const address = env[variable]?.trim()
    if (address) dispatchers.set(variable, createProxyAgent(variable, address, connections))
  }
  const proxyVariable = (url: string): string | undefined => {
    const parsed = new URL(url)
    if (isDirect(parsed)) return undefined
    const pairs = parsed.protocol === 'https:' ? [httpsVariables, httpVariables] : [httpVariables]
    // An empty variable in lower case says that there is no proxy.
    const used = pairs.map((pair) => pair.find((variable) => env[variable] !== undefined))
    return used.find((variable) => variable !== undefined && dispatchers.has(variable))
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

/** The address is often written without `http://`. No message has it, because it may have a password. */
function createProxyAgent(variable: string, address: string, connections: number): undici.Dispatcher {
  const { ProxyAgent } = loadUndici()
  const uri = address.includes('://') ? address : `http://${address}`
  try {
    if (/^(https?|socks5?):\/\/[^/]/i.test(uri)) return new ProxyAgent({ connections, uri })
  } catch {
    // A port or an encoding that is invalid.
  }
  throw new InvalidOptionError(
    variable,
    'is not the address of a proxy, such as http://proxy.example.com:3128',
  )
}
