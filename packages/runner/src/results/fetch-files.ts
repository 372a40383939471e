import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createTemporaryFolder } from '@loadero-test/core/internal'
import { redactSecrets } from '../model/redact-secrets.js'
import { createRedactStream } from './redact-stream.js'
import { type LoaderoClient, type Result, type ResultFile, resultFiles } from '@loadero-test/core'

export interface FetchOptions {
  readonly client: LoaderoClient
  /** Contains one directory for each participant. */
  readonly runDirectory: string
  readonly signal?: AbortSignal | undefined
}

/** A participant's logs and artifacts. */
export interface FetchedFiles {
  /** Paths on disk. */
  readonly files: readonly string[]
  /** The log of the script, where it could be read. */
  readonly log?: string | undefined
}

/** Downloads all logs and artifacts of a participant. Files that cannot be downloaded are left out. */
export async function fetchFiles(result: Result, options: FetchOptions): Promise<FetchedFiles> {
  const files: string[] = []
  let log: string | undefined
  for (const entry of resultFiles(result).toSorted(
    (a, b) => displayOrder.indexOf(a.kind) - displayOrder.indexOf(b.kind),
  )) {
    const file = await fetchFile(entry, result, options)
    if (file === undefined) continue
    files.push(file)
    if (entry.kind === 'selenium') log = await readEnd(file)
  }
  return { files, log }
}

/** Reads the log of a participant's script, and keeps no file. What others put into the run's directory stays there. */
export async function fetchLog(result: Result, options: FetchOptions): Promise<FetchedFiles> {
  const found = resultFiles(result).find(({ kind }) => kind === 'selenium')
  if (found === undefined) return { files: [] }
  const folder = createTemporaryFolder('loadero-log')
  try {
    const file = await fetchFile(found, result, { ...options, runDirectory: folder })
    return { files: [], ...(file !== undefined && { log: await readEnd(file) }) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The error of a script is at the end of its log, which can have any size. */
const maxLogBytes = 4_000_000

async function readEnd(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, maxLogBytes))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length)
    return bytes.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function fetchFile(
  { kind, url, name }: ResultFile,
  result: Result,
  { client, runDirectory, signal }: FetchOptions,
): Promise<string | undefined> {
  const file = join(runDirectory, directoryName(result), logNames[kind] ?? name)
  try {
    const isText = kind in logNames || textFile.test(name)
    const transform = isText ? createRedactStream : undefined
    await client.download(url, file, { signal, overwrite: true, transform })
    return file
  } catch {
    signal?.throwIfAborted()
    // Links expire. The verdict does not need the file, so it is left out.
    return undefined
  }
}

/** Artifacts that are text. Others, such as videos, are kept as they are. */
const textFile = /\.(txt|log|json|har|html?|xml|csv|tsv|md|ya?ml|js|css|svg)$/i

/** A safe and unique directory name. */
function directoryName({ id, participant_details }: Result): string {
  return redactSecrets(`${id}-${participant_details?.participant_name ?? ''}`)
    .replaceAll(/[^\w.-]+/g, '_')
    .slice(0, 80)
}

/** The files that people open first come first. */
const displayOrder: readonly ResultFile['kind'][] = [
  'selenium',
  'screenshots',
  'video',
  'browser',
  'downloads',
  'audio',
  'webrtc',
  'rru',
  'allure_report',
]

/** Logs get descriptive names; an artifact keeps its own. */
const logNames: Readonly<Partial<Record<ResultFile['kind'], string>>> = {
  selenium: 'script.log',
  browser: 'browser.log',
  webrtc: 'webrtc.log',
  rru: 'resources.json',
}
