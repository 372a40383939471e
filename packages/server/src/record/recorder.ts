import { appendFile, chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRedactor, errorMessage, writeFileAtomic } from '@loadero-test/core/internal'
import type { Assumptions } from '../assumptions.js'
import { compareExchange, type CreateLocal, type ExchangeDifference } from './compare-exchange.js'
import { createSeed } from './create-seed.js'
import { type Exchange, parseExchanges, readBodyText } from './exchange.js'
import { formatDifference, formatSummary } from './format-difference.js'
import { createKnownRows, learnExchange } from './known-rows.js'
import { createExchangeRedactor } from './redact-exchange.js'

export interface RecorderOptions {
  /** The base of the API to record, with a path that ends in `/v2/`. */
  readonly upstream: string
  /** Gets `exchanges.ndjson`, `differences.json` and `seed.json`. A recording in it is continued. */
  readonly directory: string
  /** Gets one line for each new difference. */
  readonly write: (text: string) => void
  /** The assumptions of the local Loadero that responses are compared with. */
  readonly assumptions?: Partial<Assumptions>
  /** Texts that no file may contain, in addition to the tokens of the requests. */
  readonly secrets?: readonly string[]
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

export interface RecordingSummary {
  readonly exchanges: number
  readonly differences: readonly CountedDifference[]
  /** Exchanges that the local Loadero cannot be compared with. */
  readonly notCompared: number
}

/** A difference, and the number of exchanges that have it. */
export interface CountedDifference extends ExchangeDifference {
  readonly count: number
}

/** A proxy in front of a service. Requests to `/v2/` are forwarded and recorded. */
export interface Recorder {
  (request: Request): Promise<Response>
  /** Waits for the comparisons, and writes the seed and the differences. */
  close(): Promise<RecordingSummary>
}

const forwardedHeaders = ['accept', 'authorization', 'content-type', 'user-agent']
/** Headers of a connection, or of a body that is no longer compressed. */
const droppedHeaders = ['connection', 'keep-alive', 'transfer-encoding', 'content-encoding', 'content-length']
const prefix = '/v2/'

/**
 * Creates a proxy that records. The directory and its files can be read by their owner only.
 * @throws when the directory holds something that is no recording
 */
export async function createRecorder(options: RecorderOptions, createLocal: CreateLocal): Promise<Recorder> {
  const { upstream, directory, write, assumptions = {}, fetch: send = fetch } = options
  const base = new URL(upstream)
  const secrets = new Set(options.secrets)
  const redact = createExchangeRedactor(() => secrets)
  const rows = createKnownRows()
  const exchangesFile = join(directory, 'exchanges.ndjson')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const earlier = parseExchanges(await readFile(exchangesFile, 'utf8').catch(() => ''))
  for (const exchange of earlier) learnExchange(exchange, rows)

  const counts = new Map<string, CountedDifference>()
  let recorded = 0
  let notCompared = 0
  const count = (differences: readonly ExchangeDifference[]) => {
    const byText = new Map(differences.map((difference) => [formatDifference(difference), difference]))
    for (const [text, difference] of byText) {
      const known = counts.get(text)
      counts.set(text, { ...difference, count: (known?.count ?? 0) + 1 })
      if (!known) write(`${text}\n`)
    }
  }
  const record = async (exchange: Exchange) => {
    recorded++
    try {
      await appendFile(exchangesFile, `${JSON.stringify(exchange)}\n`, { mode: 0o600 })
    } catch (error) {
      write(`${exchange.method} ${exchange.path}: cannot be recorded: ${errorMessage(error)}\n`)
    }
    try {
      const differences = await compareExchange(exchange, rows, { createLocal, assumptions })
      if (differences === undefined) notCompared++
      count(differences ?? [])
    } catch (error) {
      notCompared++
      write(`${exchange.method} ${exchange.path}: cannot be compared: ${errorMessage(error)}\n`)
    }
    learnExchange(exchange, rows)
  }
  let queue = Promise.resolve()

  const forward = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url)
    if (!pathname.startsWith(prefix)) return new Response('404 page not found\n', { status: 404 })
    const token = /^\w+ (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token !== undefined) secrets.add(token)
    const requestText = await request.text()
    const path = `/${pathname.slice(prefix.length)}${search}`
    const response = await send(`${base.origin}${base.pathname.replace(/\/$/, '')}${path}`, {
      method: request.method,
      headers: forwardedHeaders.flatMap((name): [string, string][] => {
        const value = request.headers.get(name)
        return value === null ? [] : [[name, value]]
      }),
      ...(requestText !== '' && { body: requestText }),
      redirect: 'manual',
      signal: request.signal,
    })
    const text = await response.text()
    const headers = new Headers([...response.headers].filter(([name]) => !droppedHeaders.includes(name)))
    const location = relocate(response.headers.get('location'), base)
    if (location !== undefined) headers.set('location', location)
    const requestBody = readBodyText(requestText)
    const body = readBodyText(text)
    const contentType = response.headers.get('content-type')
    const exchange = redact({
      method: request.method,
      path,
      status: response.status,
      ...(requestBody !== undefined && { requestBody }),
      ...(contentType !== null && { contentType }),
      ...(location !== undefined && { location }),
      ...(body !== undefined && { body }),
    })
    queue = queue.then(() => record(exchange))
    const isEmpty = [204, 205, 304].includes(response.status)
    return new Response(isEmpty ? null : text, { status: response.status, headers })
  }

  const redactor = createRedactor(() => secrets)
  const respond = (request: Request) =>
    forward(request).catch((error: unknown) => {
      request.signal.throwIfAborted()
      const problem = `${base.host} does not respond: ${errorMessage(error)}`
      write(redactor.text(`${request.method} ${new URL(request.url).pathname}: ${problem}\n`))
      return Response.json({ code: 502, error: `${base.host} does not respond` }, { status: 502 })
    })
  const close = async (): Promise<RecordingSummary> => {
    await queue
    const { rows: seed, refused } = createSeed(rows)
    for (const problem of refused) write(`seed.json lacks ${problem}\n`)
    const differences = [...counts.values()]
    await writeJson(join(directory, 'seed.json'), seed)
    await writeJson(join(directory, 'differences.json'), differences)
    const summary = { exchanges: recorded, differences, notCompared }
    write(formatSummary(summary, directory))
    return summary
  }
  return Object.assign(respond, { close })
}

/** An address at the service as the same path at the proxy. */
function relocate(location: string | null, base: URL): string | undefined {
  if (location === null) return undefined
  const target = new URL(location, base)
  if (target.origin !== base.origin || !target.pathname.startsWith(base.pathname)) return location
  return `${prefix}${target.pathname.slice(base.pathname.length)}${target.search}`
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`)
  await chmod(path, 0o600)
}
