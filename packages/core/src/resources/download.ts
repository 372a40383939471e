import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, link, mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { startTimer } from '../shared/timer.js'
import type { RequestAttempt } from '../http/attempts.js'
import {
  apiError,
  ConnectionError,
  describeBody,
  LinkError,
  type RequestInfo,
  TimeoutError,
} from '../http/errors.js'
import { type HttpOptions, requestIdOf } from '../http/http.js'
import { parseJson } from '../http/read-body.js'
import { maxErrorBytes, readText } from '../http/read-text.js'
import type { Redactor } from '../shared/redactor.js'
import type { CallOptions } from './collection.js'

export interface DownloadOptions extends CallOptions {
  /** Replaces an existing file. Without it, an existing file is an error. */
  readonly overwrite?: boolean
  /** Creates a stream that changes the content before it is written; called once for each attempt. */
  readonly transform?: (() => Transform) | undefined
}

/** `timeoutMs` limits the time between two chunks, not the whole download. */
export type DownloadSource = Omit<HttpOptions, 'clock' | 'proxyVariable'>

/** The file exists, and `overwrite` is not set. */
export class FileExistsError extends Error {
  readonly file: string

  constructor(file: string) {
    super(`${file} already exists; set overwrite: true to replace it`)
    this.name = 'FileExistsError'
    this.file = file
  }
}

const maxRedirects = 5

/** Of one attempt, however steadily it receives data. A log of 600 MB takes ten minutes at 1 MB/s. */
const maxAttemptMs = 3_600_000

/**
 * Streams a log or an artifact to a file. Creates the directory, and writes the whole file or none.
 * The token is sent only to the API's own origin, also after a redirect.
 * @throws FileExistsError before a request is sent, unless `overwrite` is set
 * @throws LinkError when the link is empty, has expired or does not exist
 * @throws ConnectionError, TimeoutError without a complete response after the usual retries
 * @throws the error of the file system when the file cannot be written
 */
export async function download(
  source: DownloadSource,
  url: string,
  file: string,
  { signal, overwrite = false, transform }: DownloadOptions = {},
): Promise<void> {
  const request = { method: 'GET', path: source.redactor.text(url.split(/[?#]/, 1)[0] ?? ''), attempts: 0 }
  if (!isLink(url)) throw new LinkError('not a link: the service has no such file', request)
  if (!overwrite && (await exists(file))) throw new FileExistsError(file)
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${randomUUID()}.part`
  try {
    await source.runAttempts({ method: 'GET', priority: 'artifact', signal }, (attempts) =>
      attempt(source, url, temporary, { ...request, attempts }, { signal, transform }),
    )
    if (overwrite) return await rename(temporary, file)
    // A rename would replace a file that appeared during the download.
    await link(temporary, file).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' || (await exists(file)))
        throw new FileExistsError(file)
      // Some file systems have no links.
      await rename(temporary, file)
    })
  } finally {
    await rm(temporary, { force: true })
  }
}

function isLink(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function attempt(
  source: DownloadSource,
  url: string,
  temporary: string,
  request: RequestInfo,
  { signal, transform }: DownloadOptions,
): Promise<RequestAttempt<void>> {
  const { redactor, timeoutMs } = source
  const timeout = new AbortController()
  const idle = startTimer(timeoutMs, () => timeout.abort(`no data for ${timeoutMs / 1_000} s`))
  const total = startTimer(maxAttemptMs, () => timeout.abort(`not complete after ${maxAttemptMs / 1_000} s`))
  try {
    const eitherSignal = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal
    const response = await followRedirects(source, url, eitherSignal)
    if (!response.ok || response.body === null)
      return await readFailure(response, eitherSignal, request, redactor)
    const body = Readable.fromWeb(response.body).on('data', () => idle.restart())
    // Logs can show what only the owner should see.
    const target = createWriteStream(temporary, { mode: 0o600 })
    if (transform) await pipeline(body, transform(), target, { signal: eitherSignal })
    else await pipeline(body, target, { signal: eitherSignal })
    return { ok: true, value: undefined }
  } catch (error) {
    signal?.throwIfAborted()
    // A full disk, for example: another download would fail, too.
    if (error instanceof Error && 'syscall' in error && 'path' in error) throw error
    const attemptError = timeout.signal.aborted
      ? new TimeoutError(String(timeout.signal.reason), request)
      : new ConnectionError('no complete response', request, { cause: redactor.error(error) })
    return { ok: false, failure: { kind: 'no-response' }, error: attemptError }
  } finally {
    idle.cancel()
    total.cancel()
  }
}

async function followRedirects(
  { fetch, apiBase, accessToken }: DownloadSource,
  url: string,
  signal: AbortSignal,
): Promise<Response> {
  let current = url
  for (let redirects = 0; ; redirects++) {
    const isApi = new URL(current).origin === new URL(apiBase).origin
    const headers: Record<string, string> = isApi ? { authorization: `LoaderoAuth ${accessToken}` } : {}
    const response = await fetch(current, { method: 'GET', headers, signal, redirect: 'manual' })
    const location = response.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || !location) return response
    const next = new URL(location, current).href
    if (redirects === maxRedirects || !isLink(next)) return response
    await response.body?.cancel()
    current = next
  }
}

/** The statuses by which file storage refuses a link that has expired. */
const expiredStatuses = new Set([401, 403, 404, 410])

async function readFailure(
  response: Response,
  signal: AbortSignal,
  request: RequestInfo,
  redactor: Redactor,
): Promise<RequestAttempt<void>> {
  const { status, headers } = response
  const { text } = await readText(response, maxErrorBytes, signal)
  const body = redactor.json(parseJson(text) ?? text)
  const failure = { kind: 'status', status } as const
  if (status >= 300 && status < 400) {
    const error = new LinkError(`${status}: the redirect cannot be followed`, request, status)
    return { ok: false, failure, error }
  }
  if (!expiredStatuses.has(status)) {
    const requestId = requestIdOf(headers, redactor)
    return { ok: false, failure, error: apiError(status, body, request, { requestId }) }
  }
  const message = `${status} ${describeBody(status, body)}; links expire: read the result again for a new one`
  return { ok: false, failure, error: new LinkError(message, request, status) }
}
