import { createHash } from 'node:crypto'
import { constants, createWriteStream } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type createTransport, errorMessage } from '@loadero-test/core/internal'
import { EngineError } from '../process/errors.js'

/** For outputs: the credentials of a mirror appear in none. */
export function withoutCredentials(url: URL): string {
  return Object.assign(new URL(url), { username: '', password: '' }).href
}

/** @throws EngineError with the address, and the proxy on the way, when there is no response with a content */
export async function getResponse(
  { fetch, proxyVariable }: ReturnType<typeof createTransport>,
  url: URL,
  signal: AbortSignal,
): Promise<Response> {
  const address = withoutCredentials(url)
  const variable = proxyVariable(address)
  const route = variable === undefined ? '' : ` through the proxy of ${variable}`
  const hint =
    'Behind a firewall, set HTTPS_PROXY, or LOADERO_BROWSERS_MIRROR to a copy of Chrome for Testing.'
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  const authorization = `Basic ${Buffer.from(user).toString('base64')}`
  const headers: Record<string, string> = user === ':' ? {} : { authorization }
  const request = { method: 'GET', headers, signal, redirect: 'follow' } as const
  const response = await fetch(address, request).catch((error: unknown) => {
    signal.throwIfAborted()
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    throw new EngineError(`${address} cannot be reached${route}: ${errorMessage(cause)}`, {
      hint,
      cause: error,
    })
  })
  if (response.ok) return response
  await response.body?.cancel()
  const noBuild = response.status === 404 ? ' There may be no build of this version for this system.' : ''
  throw new EngineError(`${address} responded ${response.status}${route}.${noBuild}`, { hint })
}

/**
 * Writes a response to a file, and checks its length and the MD5 that Google's storage states.
 * @returns what was checked
 */
export async function saveResponse(response: Response, file: string, signal: AbortSignal): Promise<string> {
  const { body, headers, url } = response
  const md5 = createHash('md5')
  const sha256 = createHash('sha256')
  let bytes = 0
  if (body === null) throw new EngineError(`${url} has no content`)
  await pipeline(
    Readable.fromWeb(body),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        md5.update(chunk)
        sha256.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    createWriteStream(file),
    { signal },
  ).catch((error: unknown) => {
    signal.throwIfAborted()
    throw new EngineError(`The download of ${url} ended after ${bytes} bytes: ${errorMessage(error)}`, {
      cause: error,
    })
  })
  const length = headers.get('content-length')
  if (length !== null && !headers.has('content-encoding') && Number(length) !== bytes)
    throw new EngineError(`${url} is damaged: it has ${bytes} bytes instead of ${length}`)
  const expected = /md5=([\w+/]+=*)/.exec(headers.get('x-goog-hash') ?? '')?.[1]
  const actual = md5.digest('base64')
  if (expected !== undefined && expected !== actual)
    throw new EngineError(`${url} is damaged: its MD5 is ${actual} instead of ${expected}`)
  const checked =
    expected === undefined ? 'the server states no checksum' : 'the checksum of the server matches'
  return `${(bytes / 1_000_000).toFixed(1)} MB, SHA-256 ${sha256.digest('hex')}; ${checked}`
}

/** Unpacks an archive with the permissions and links of its files. */
export async function unpack(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(archive)
  for await (const entry of zip.eachEntry()) {
    signal.throwIfAborted()
    // The library refuses absolute names and names with `..`.
    const file = path.join(folder, entry.fileName)
    const mode = entry.externalFileAttributes >>> 16
    if (entry.fileName.endsWith('/')) {
      await mkdir(file, { recursive: true })
      continue
    }
    await mkdir(path.dirname(file), { recursive: true })
    const content = await zip.openReadStreamPromise(entry)
    if ((mode & constants.S_IFMT) !== constants.S_IFLNK) {
      await pipeline(content, createWriteStream(file, { mode: mode & 0o777 || 0o644, flags: 'wx' }), {
        signal,
      })
      continue
    }
    const target = await text(content)
    const linked = path.resolve(path.dirname(file), target)
    if (path.isAbsolute(target) || !linked.startsWith(path.resolve(folder) + path.sep))
      throw new Error(`the link ${entry.fileName} leads out of the archive`)
    await symlink(target, file)
  }
}
