import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { apiError, ConnectionError } from './errors.js'
import type { Fetch } from './http.js'

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Streams a log or an artifact to a file, which appears whole or not at all.
 * The token goes along only when the address is of the API's own origin.
 * @throws ApiError when the link expired or leads nowhere
 * @throws ConnectionError when no complete answer came
 */
export const download = async (
  {
    fetch,
    apiBase,
    accessToken,
    timeoutMs,
  }: { fetch: Fetch; apiBase: string; accessToken: string; timeoutMs: number },
  url: string,
  file: string,
  { signal }: DownloadOptions = {},
): Promise<void> => {
  const own = new URL(url).origin === new URL(apiBase).origin
  const timeout = AbortSignal.timeout(timeoutMs)
  const facts = { method: 'GET', path: url, attempts: 1 }
  const partial = `${file}.part`
  try {
    const response = await fetch(url, {
      method: 'GET',
      headers: own ? { authorization: `LoaderoAuth ${accessToken}` } : {},
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      redirect: 'manual',
    })
    if (!response.ok || response.body === null) throw apiError(response.status, await response.text(), facts)
    await mkdir(dirname(file), { recursive: true })
    await pipeline(Readable.fromWeb(response.body), createWriteStream(partial))
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    signal?.throwIfAborted()
    if (error instanceof Error && 'status' in error) throw error
    throw new ConnectionError('no complete answer', facts, { cause: error })
  }
}
