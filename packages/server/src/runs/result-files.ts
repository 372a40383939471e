import { randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { createTemporaryFolder } from '@loadero-test/core/internal'
import type { ArtifactKind, LogKind } from '../engines/engine.js'
import { notFoundResponse } from '../http/respond.js'

/** Logs and artifacts of results. They are on disk, and served from an origin of their own without a token. */
export interface ResultFiles {
  /** The origin of the addresses in responses. `listen` sets it. */
  origin: string
  /** The address of the file at a path. */
  address(path: string): string
  /** Creates an empty directory for one job. */
  jobDirectory(): Promise<string>
  /** Stores a log and returns its path. */
  keepLog(kind: LogKind, text: string): Promise<string>
  /** Moves a file out of its job's directory and returns its path. Rejects for a file outside the directory. */
  keepArtifact(
    kind: ArtifactKind,
    artifact: { name: string; path: string },
    directory: string,
  ): Promise<string>
  fetch(request: Request): Promise<Response>
  /** Stores a file at a path from a seed. */
  put(path: string, content: Buffer): void
  /** The file at a path. Undefined for a path without a file, and for an address elsewhere. */
  read(path: string): Promise<Buffer | undefined>
  /** Removes all temporary files. */
  clear(): Promise<void>
}

/**
 * @param parent Where the temporary directory is created when it is first needed.
 * @param dataDirectory Keeps the files permanently instead. Directories of jobs from an earlier server are removed.
 */
export function createResultFiles(parent = tmpdir(), dataDirectory?: string): ResultFiles {
  const { current, create: root, clear } = createRootDirectory(parent, dataDirectory)
  const folders = new Map<string, Promise<unknown>>()
  const prepareFile = async (path: string): Promise<string> => {
    const file = join(root(), 'files', path)
    const folder = dirname(file)
    const created = folders.get(folder) ?? mkdir(folder, { recursive: true })
    folders.set(folder, created)
    await created
    return file
  }
  const files: ResultFiles = {
    // A reserved name that no resolver knows: without a socket, only the app itself can respond for it.
    origin: 'http://files.loadero.invalid',
    // The logs of a seed may be full addresses.
    address: (path) => (URL.canParse(path) ? path : `${files.origin}/${path}`),
    jobDirectory: async () => {
      const path = join(root(), 'jobs', randomUUID())
      await mkdir(path, { recursive: true })
      return path
    },
    keepLog: async (kind, text) => {
      const path = `${kind}/${randomUUID()}${kind === 'rru' ? '.json' : '.txt'}`
      // For a short text, three trips through the thread pool take far longer than the writing.
      const write = text.length < 65_536 ? writeFileSync : writeFile
      await write(await prepareFile(path), text)
      return path
    },
    keepArtifact: async (kind, { name, path }, jobDirectory) => {
      const [inside, source] = await Promise.all([realpath(jobDirectory), realpath(path)])
      if (!source.startsWith(inside + sep)) throw new Error(`${name} is not in its job's directory`)
      // Stricter than a safe file name: the path is also a part of a URL.
      const target = `${kind}/${randomUUID()}-${basename(name).replaceAll(/[^\w.-]/g, '_')}`
      await rename(source, await prepareFile(target))
      return target
    },
    fetch: async ({ method, url }) => {
      const path = new URL(url).pathname.slice(1)
      const isFile = current() !== undefined && method === 'GET' && isPath(path)
      return isFile ? sendFile(join(root(), 'files', path)) : notFoundResponse()
    },
    put: (path, content) => {
      const target = join(root(), 'files', path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, content)
    },
    read: async (path) =>
      current() === undefined || !isPath(path)
        ? undefined
        : readFile(join(root(), 'files', path)).catch(() => undefined),
    clear: async () => {
      await clear()
      folders.clear()
    },
  }
  return files
}

/** The directory of all files: the data directory, or a temporary one that is created when it is first needed. */
function createRootDirectory(parent: string, dataDirectory: string | undefined) {
  let directory = dataDirectory
  if (dataDirectory !== undefined) rmSync(join(dataDirectory, 'jobs'), { recursive: true, force: true })
  return {
    current: () => directory,
    create: () => (directory ??= createTemporaryFolder('loadero-test', parent)),
    clear: async () => {
      if (directory === undefined) return
      const temporary = dataDirectory === undefined ? directory : join(dataDirectory, 'jobs')
      await rm(temporary, { recursive: true, force: true })
      directory = dataDirectory
    },
  }
}

// Exactly one folder and one name without a separator, so no address leads out of the directory.
function isPath(path: string): boolean {
  return /^[a-z]+\/\w[\w.-]*$/.test(path)
}

async function sendFile(path: string): Promise<Response> {
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
