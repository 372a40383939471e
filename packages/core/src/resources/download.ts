import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, link, mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { RequestAttempt, Repeat } from '../http/attempts.js'
import type { CallOptions } from './collection.js'
import {
  apiError,
  ConnectionError,
  LinkError,
  type RequestInfo,
  TimeoutError,
  describeBody,
} from '../http/errors.js'
import { requestIdOf } from '../http/http.js'
import type { Fetch } from '../http/network.js'
import { parseJson } from '../http/read-body.js'
import type { Redactor } from '../shared/redactor.js'

export interface DownloadOptions extends CallOptions {
  /** Replaces a file that is already there, instead of refusing to. */
  readonly overwrite?: boolean
}

export interface DownloadSource {
  readonly fetch: Fetch
  readonly apiBase: string
  readonly accessToken: string
  readonly repeat: Repeat
  readonly redactor: Redactor
  /** The longest pause between two pieces; a long file may take longer in all. */
  readonly timeoutMs: number
}

/** There is a file already, and it was not to be replaced. */
export class FileExistsError extends Error {
  readonly file: string

  constructor(file: string) {
    super(`${file} exists already; say overwrite: true to replace it`)
    this.name = 'FileExistsError'
    this.file = file
  }
}

const mostRedirects = 5

/**
 * Streams a log or an artifact to a file, which appears whole or not at all, with its directory.
 * The token goes along only where the address is of the API's own origin, after a redirect too.
 * @throws FileExistsError before anything is asked for, unless `overwrite`
 * @throws LinkError when the link is empty, expired or leads nowhere
 * @throws ConnectionError, TimeoutError when no complete answer came, after the usual retries
 */
export const download = async (
  source: DownloadSource,
  url: string,
  file: string,
  { signal, overwrite = false }: DownloadOptions = {},
): Promise<void> => {
  const facts = { method: 'GET', path: source.redactor.text(url.split(/[?#]/, 1)[0] ?? ''), attempts: 0 }
  if (!isLink(url)) throw new LinkError('not a link: such a file was not made', facts)
  if (!overwrite && (await exists(file))) throw new FileExistsError(file)
  await mkdir(dirname(file), { recursive: true })
  const partial = `${file}.${randomUUID()}.part`
  try {
    await source.repeat({ method: 'GET', priority: 'artifact', signal }, (attempts) =>
      attempt(source, url, partial, { ...facts, attempts }, signal),
    )
    await (overwrite ? rename(partial, file) : place(partial, file))
  } finally {
    await rm(partial, { force: true })
  }
}

const isLink = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

/** A link fails where a file has appeared meanwhile, as a rename would not. */
const place = async (partial: string, file: string): Promise<void> => {
  try {
    await link(partial, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new FileExistsError(file)
    // Some file systems know no links.
    if (await exists(file)) throw new FileExistsError(file)
    await rename(partial, file)
  }
}

const attempt = async (
  source: DownloadSource,
  url: string,
  partial: string,
  facts: RequestInfo,
  signal: AbortSignal | undefined,
): Promise<RequestAttempt<void>> => {
  const { redactor, timeoutMs } = source
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), timeoutMs)
  try {
    const stopped = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal
    const response = await follow(source, url, stopped)
    if (!response.ok || response.body === null) return await refused(response, facts, redactor)
    const body = Readable.fromWeb(response.body).on('data', () => timer.refresh())
    await pipeline(body, createWriteStream(partial), { signal: stopped })
    return { ok: true, value: undefined }
  } catch (error) {
    signal?.throwIfAborted()
    const failed = silence.signal.aborted
      ? new TimeoutError(`nothing came for ${timeoutMs / 1_000} s`, facts)
      : new ConnectionError('no complete answer', facts, { cause: redactor.error(error) })
    return { ok: false, failure: { kind: 'no-answer' }, error: failed }
  } finally {
    clearTimeout(timer)
  }
}

const follow = async (source: DownloadSource, url: string, signal: AbortSignal): Promise<Response> => {
  const { fetch, apiBase, accessToken } = source
  let address = url
  for (let redirects = 0; ; redirects++) {
    const own = new URL(address).origin === new URL(apiBase).origin
    const headers: Record<string, string> = own ? { authorization: `LoaderoAuth ${accessToken}` } : {}
    const response = await fetch(address, { method: 'GET', headers, signal, redirect: 'manual' })
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || !location) return response
    const next = new URL(location, address).href
    if (redirects === mostRedirects || !isLink(next)) return response
    await response.body?.cancel()
    address = next
  }
}

/** What a store of files says of a link that has been good for long enough. */
const expired = new Set([401, 403, 404, 410])

const refused = async (
  response: Response,
  facts: RequestInfo,
  redactor: Redactor,
): Promise<RequestAttempt<void>> => {
  const { status, headers } = response
  const text = await response.text()
  const body = redactor.json(parseJson(text) ?? text)
  const failure = { kind: 'status', status } as const
  if (status >= 300 && status < 400) {
    return { ok: false, failure, error: new LinkError(`${status}: the link leads nowhere`, facts, status) }
  }
  if (!expired.has(status)) {
    return { ok: false, failure, error: apiError(status, body, facts, requestIdOf(headers, redactor)) }
  }
  const words = `${status} ${describeBody(status, body)}; links expire: read the result again for a new one`
  return { ok: false, failure, error: new LinkError(words, facts, status) }
}
