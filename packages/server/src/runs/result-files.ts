import { randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { ArtifactKind, LogKind } from '../engines/engine.js'
import { notFoundResponse } from '../http/respond.js'

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
  /** Keeps something under a path that it already has. */
  put(path: string, content: Buffer): void
  /** What is kept there; undefined for nothing, and for what is kept elsewhere. */
  read(path: string): Promise<Buffer | undefined>
  /** Removes everything that is not to last. */
  clear(): Promise<void>
}

/**
 * @param parent Where the one temporary directory of all this is made, once it is needed.
 * @param lasting A directory to keep what is kept in, instead; jobs that a former server left there are gone.
 */
export function createResultFiles(parent = tmpdir(), lasting?: string): ResultFiles {
  let made = lasting
  if (lasting !== undefined) rmSync(join(lasting, 'jobs'), { recursive: true, force: true })
  const root = () => (made ??= mkdtempSync(join(parent, 'loadero-test-')))
  const folders = new Map<string, Promise<unknown>>()
  const place = async (path: string): Promise<string> => {
    const target = join(root(), 'files', path)
    const folder = dirname(target)
    const there = folders.get(folder) ?? mkdir(folder, { recursive: true })
    folders.set(folder, there)
    await there
    return target
  }
  const files: ResultFiles = {
    // A reserved name that no resolver knows: without a socket, only the app itself can answer for it.
    origin: 'http://files.loadero.invalid',
    // What a seed brought may be kept elsewhere.
    address: (path) => (URL.canParse(path) ? path : `${files.origin}/${path}`),
    jobDirectory: async () => {
      const directory = join(root(), 'jobs', randomUUID())
      await mkdir(directory, { recursive: true })
      return directory
    },
    keepLog: async (kind, text) => {
      const path = `${kind}/${randomUUID()}${kind === 'rru' ? '.json' : '.txt'}`
      // For a short text, three trips through the thread pool take far longer than the writing.
      const write = text.length < 65_536 ? writeFileSync : writeFile
      await write(await place(path), text)
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
      return made === undefined || path === undefined ? notFoundResponse() : send(join(made, 'files', path))
    },
    put: (path, content) => {
      const target = join(root(), 'files', path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, content)
    },
    read: async (path) =>
      made === undefined || !isPath(path)
        ? undefined
        : readFile(join(made, 'files', path)).catch(() => undefined),
    clear: async () => {
      if (made !== undefined)
        await rm(lasting ? join(lasting, 'jobs') : made, { recursive: true, force: true })
      made = lasting
      folders.clear()
    },
  }
  return files
}

// Exactly one folder and one name without any separator, so no address leads out of the files' directory.
function isPath(path: string): boolean {
  return /^[a-z]+\/\w[\w.-]*$/.test(path)
}

function pathOf({ method, url }: Request): string | undefined {
  const path = new URL(url).pathname.slice(1)
  return method === 'GET' && isPath(path) ? path : undefined
}

async function send(path: string): Promise<Response> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) return notFoundResponse()
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
