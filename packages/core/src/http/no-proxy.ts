import { BlockList, isIP } from 'node:net'

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** This machine, which no proxy can reach. */
const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('0.0.0.0', 'ipv4')
loopback.addAddress('::1', 'ipv6')
loopback.addAddress('::', 'ipv6')

/**
 * Creates a function that decides whether a URL is reached without a proxy: when it leads to this machine, or when an
 * entry of `NO_PROXY` matches. Entries are separated by commas or spaces. An entry is `*`, a host with its subdomains
 * (`example.com`, `.example.com`, `*.example.com`), an end of a host (`*-dev.example.com`), an address (`10.0.0.1`, `::1`)
 * or a network (`10.0.0.0/8`), each but a network with or without a port (`example.com:8080`, `[::1]:8080`).
 */
export function createNoProxy(noProxy: string): (url: URL) => boolean {
  const entries = noProxy.split(/[,\s]+/).filter(Boolean)
  const matches = entries.map(createMatcher)
  return ({ protocol, hostname, port }) => {
    const host = normalizeHost(hostname)
    if (host === 'localhost' || host.endsWith('.localhost') || contains(loopback, host)) return true
    return matches.some((match) => match(host, port || (defaultPorts[protocol] ?? '')))
  }
}

type Matcher = (host: string, port: string) => boolean

function createMatcher(entry: string): Matcher {
  if (entry === '*') return () => true
  const [, bracketed, plain, entryPort] =
    /^(?:\[([^\]]*)\]|([^:]*(?:\*|[^:]*))|.*?)(?::(\d+))?$/.exec(isIP(entry) ? `[${entry}]` : entry) ?? []
  const name = normalizeHost(bracketed ?? plain ?? entry)
  const isPort: (port: string) => boolean = (port) => entryPort === undefined || entryPort === port
  const network = networkOf(name)
  if (network) return (host, port) => contains(network, host) && isPort(port)
  const end = name.startsWith('*') && !name.startsWith('*.') ? name.slice(1) : undefined
  const domain = name.replace(/^\*?\./, '')
  return (host, port) =>
    isPort(port) && (end === undefined ? host === domain || host.endsWith(`.${domain}`) : host.endsWith(end))
}

/** The addresses of an entry such as `10.0.0.1` or `10.0.0.0/8`; undefined for a host name. */
function networkOf(name: string): BlockList | undefined {
  const [address = '', prefix] = name.split('/')
  const version = isIP(address)
  if (version === 0) return undefined
  const bits = prefix === undefined ? Infinity : /^\d{1,3}$/.test(prefix) ? Number(prefix) : undefined
  const maxBits = version === 4 ? 32 : 128
  const list = new BlockList()
  if (bits !== undefined) list.addSubnet(address, Math.min(bits, maxBits), version === 4 ? 'ipv4' : 'ipv6')
  return list
}

function contains(list: BlockList, host: string): boolean {
  const version = isIP(host)
  return version !== 0 && list.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

function normalizeHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}
