import { createReadStream } from 'node:fs'
import { copyFile, mkdir, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { createTemporaryFolder, errorMessage } from '@loadero-test/core/internal'
import { type LoaderoClient, type Result, type ResultFile, resultFiles } from '@loadero-test/core'
import type { CollectedResult } from '../model/result.js'
import { readEnd } from '../model/read-end.js'
import { displayOrder, filePathOf, isTextFile } from './file-names.js'
import { createRedactStream } from './redact-stream.js'

export interface RunFilesOptions {
  readonly client: LoaderoClient
  /** Contains one directory for each participant. */
  readonly runDirectory: string
  readonly signal?: AbortSignal | undefined
}

/** A file that the service has and the output directory has not. */
export interface MissingFile {
  readonly name: string
  readonly reason: string
}

const maxNamedFiles = 3

/** What `missing` says to a person, with the first files and their reasons. */
export function missingFilesMessage(missing: readonly MissingFile[]): string {
  const named = missing.slice(0, maxNamedFiles).map(({ name, reason }) => `${name}: ${reason}`)
  const others = missing.length > maxNamedFiles ? [`and ${missing.length - maxNamedFiles} more`] : []
  const count = missing.length === 1 ? 'a log or artifact was' : `${missing.length} logs and artifacts were`
  return `${count} not downloaded: ${[...named, ...others].join('; ')}`
}

type RunLog = 'selenium' | 'browser' | 'webrtc' | 'rru'

/** The logs and artifacts of a run. Each is downloaded at most once. */
export interface RunFiles {
  /** Downloads all logs and artifacts of a participant, and keeps them. Those that cannot be kept are in `missing`. */
  keepAll(result: Result): Promise<readonly string[]>
  /** The files that `keepAll` could not download or write, each with the reason. */
  readonly missing: readonly MissingFile[]
  /**
   * Reads a log. Its file is kept only if `keepAll` is called for the participant.
   * @returns `undefined` when the result has no such log, `'unreadable'` when it cannot be downloaded
   */
  read<T>(
    result: Result,
    kind: RunLog,
    read: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T | undefined | 'unreadable'>
  /** Reads the end of a log as text; `undefined` when there is none or it cannot be downloaded. */
  readText(result: Result, kind: RunLog): Promise<string | undefined>
  /** Removes the files that are not kept. */
  removeOthers(): Promise<void>
}

/** Logs beyond this size are removed as soon as they are read, and downloaded again if they are kept later. */
const maxSpareBytes = 2_000_000_000

export function createRunFiles({ client, runDirectory, signal }: RunFilesOptions): RunFiles {
  const downloads = new Map<string, Promise<string | Error>>()
  const missing: MissingFile[] = []
  const kept = new Set<number>()
  let spareFolder: string | undefined
  let spareBytes = 0
  const download = (result: Result, entry: ResultFile, directory: string) => {
    const started =
      downloads.get(entry.url) ?? fetchFile(entry, filePathOf(directory, result, entry), { client, signal })
    downloads.set(entry.url, started)
    return started
  }
  const keepAll = async (result: Result) => {
    kept.add(result.id)
    const files: string[] = []
    const orderOf = ({ kind }: ResultFile) => displayOrder.indexOf(kind)
    for (const entry of resultFiles(result).toSorted((a, b) => orderOf(a) - orderOf(b))) {
      const target = filePathOf(runDirectory, result, entry)
      try {
        const file = await download(result, entry, runDirectory)
        if (file instanceof Error) throw file
        if (file !== target) {
          await mkdir(dirname(target), { recursive: true })
          await copyFile(file, target)
        }
        downloads.set(entry.url, Promise.resolve(target))
        files.push(target)
      } catch (error) {
        signal?.throwIfAborted()
        missing.push({ name: basename(target), reason: errorMessage(error) })
      }
    }
    return files
  }
  const withLog = async <T>(result: Result, kind: RunLog, use: (file: string) => Promise<T>) => {
    const found = resultFiles(result).find((file) => file.kind === kind)
    if (found === undefined) return undefined
    // What others put into the directory of the run stays there.
    if (!kept.has(result.id)) spareFolder ??= createTemporaryFolder('loadero-log')
    const file = await download(result, found, spareFolder ?? runDirectory)
    if (file instanceof Error) return 'unreadable'
    const value = await use(file)
    if (kept.has(result.id)) return value
    spareBytes += (await stat(file)).size
    if (spareBytes > maxSpareBytes && downloads.delete(found.url)) await rm(file, { force: true })
    return value
  }
  return {
    keepAll,
    missing,
    read: (result, kind, read) => withLog(result, kind, (file) => read(createReadStream(file))),
    async readText(result, kind) {
      const end = await withLog(result, kind, (file) => readEnd(file, maxLogBytes))
      return end === 'unreadable' ? undefined : end?.text
    },
    async removeOthers() {
      if (spareFolder !== undefined) await rm(spareFolder, { recursive: true, force: true })
    },
  }
}

/** Returns the file, or why there is none. */
async function fetchFile(
  entry: ResultFile,
  file: string,
  { client, signal }: Pick<RunFilesOptions, 'client' | 'signal'>,
): Promise<string | Error> {
  const transform = isTextFile(entry) ? createRedactStream : undefined
  try {
    await client.download(entry.url, file, { signal, overwrite: true, transform })
    return file
  } catch (error) {
    signal?.throwIfAborted()
    // Links expire, and disks are full. What needs the file decides what that means.
    return new Error(errorMessage(error))
  }
}

/** Adds all logs and artifacts of some participants. Those that have files already have all of them. */
export async function addFiles(
  collected: readonly CollectedResult[],
  added: readonly CollectedResult[],
  files: RunFiles,
): Promise<readonly CollectedResult[]> {
  const kept = new Map<number, readonly string[]>()
  for (const { result, files: existing } of added) {
    if (existing.length === 0) kept.set(result.id, await files.keepAll(result))
  }
  return collected.map((one) => ({ ...one, files: kept.get(one.result.id) ?? one.files }))
}

/** The error of a script is at the end of its log, which can have any size. */
const maxLogBytes = 4_000_000
