import { randomUUID } from 'node:crypto'
import { createReadStream, mkdtempSync } from 'node:fs'
import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { ArtifactKind, LogKind } from './engine.js'
import { unrouted } from './respond.js'

/** Logs and artifacts of results: kept on disk, served from an origin of their own and without a token. */
export interface ResultFiles {
  /** Where answers say that files are; whoever puts them on a socket sets it. */
  origin: string
  /** The address of something kept. */
  address(path: string): string
  /** A new, empty directory for one job. */
  jobDirectory(): Promise<string>
  /** Keeps a log and says under which path. */
  keepLog(kind: LogKind, text: string): Promise<string>
  /** Moves a file out of its job's directory; one that is not inside is refused. */
  keepArtifact(
    kind: ArtifactKind,
    artifact: { name: string; path: string },
    directory: string,
  ): Promise<string>
  fetch(request: Request): Promise<Response>
  /** Removes everything. */
  clear(): Promise<void>
}

/** @param parent Where the one temporary directory of all this is made, once it is needed. */
export const resultFiles = (parent = tmpdir()): ResultFiles => {
  let made: string | undefined
  const root = () => (made ??= mkdtempSync(join(parent, 'loadero-test-')))
  const place = async (path: string): Promise<string> => {
    const target = join(root(), 'files', path)
    await mkdir(dirname(target), { recursive: true })
    return target
  }
  const files: ResultFiles = {
    // A reserved name that no resolver knows: without a socket, only the app itself can answer for it.
    origin: 'http://files.loadero.invalid',
    address: (path) => `${files.origin}/${path}`,
    jobDirectory: async () => {
      const directory = join(root(), 'jobs', randomUUID())
      await mkdir(directory, { recursive: true })
      return directory
    },
    keepLog: async (kind, text) => {
      const path = `${kind}/${randomUUID()}${kind === 'rru' ? '.json' : '.txt'}`
      await writeFile(await place(path), text)
      return path
    },
    keepArtifact: async (kind, { name, path }, directory) => {
      const [inside, source] = await Promise.all([realpath(directory), realpath(path)])
      if (!source.startsWith(inside + sep)) throw new Error(`${name} is not in its job's directory`)
      const kept = `${kind}/${randomUUID()}-${basename(name).replaceAll(/[^\w.-]/g, '_')}`
      await rename(source, await place(kept))
      return kept
    },
    fetch: async (request) => {
      const path = pathOf(request)
      return made === undefined || path === undefined ? unrouted() : send(join(made, 'files', path))
    },
    clear: async () => {
      if (made !== undefined) await rm(made, { recursive: true, force: true })
      made = undefined
    },
  }
  return files
}

// Exactly one folder and one name without any separator, so no address leads out of the files' directory.
const pathOf = ({ method, url }: Request): string | undefined =>
  method === 'GET' ? /^\/([a-z]+\/\w[\w.-]*)$/.exec(new URL(url).pathname)?.[1] : undefined

const send = async (path: string): Promise<Response> => {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) return unrouted()
  const headers = {
    'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
    'content-length': String(found.size),
  }
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, { headers })
}

const contentTypes: Readonly<Record<string, string>> = {
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webm': 'video/webm',
  '.mp4': 'video/mp4',
  '.wav': 'audio/wav',
}
