import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type LoaderoClient, type Result, type ResultFile, resultFiles } from '@loadero-test/core'

export interface FetchOptions {
  readonly client: LoaderoClient
  /** Each participant has a directory below it. */
  readonly runDirectory: string
  readonly signal?: AbortSignal | undefined
}

/** A participant's logs and artifacts, and where they are on disk. */
export interface FetchedFile {
  readonly files: readonly string[]
  /** What its script wrote, where that could be read. */
  readonly log?: string | undefined
}

/** Downloads all logs and artifacts of a participant. A link that is dead is left out. */
export async function fetchFiles(result: Result, fetching: FetchOptions): Promise<FetchedFile> {
  const files: string[] = []
  let log: string | undefined
  for (const one of resultFiles(result).toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))) {
    const file = await fetchFile(one, result, fetching)
    if (file === undefined) continue
    files.push(file)
    if (one.kind === 'selenium') log = await readFile(file, 'utf8')
  }
  return { files, log }
}

/** Reads the log of a participant's script, and leaves nothing on disk. */
export async function fetchLog(result: Result, fetching: FetchOptions): Promise<FetchedFile> {
  const found = resultFiles(result).find(({ kind }) => kind === 'selenium')
  const file = found && (await fetchFile(found, result, fetching))
  if (file === undefined) return { files: [] }
  const log = await readFile(file, 'utf8')
  await rm(dirname(file), { recursive: true, force: true })
  return { files: [], log }
}

async function fetchFile(
  { kind, url, name }: ResultFile,
  result: Result,
  { client, runDirectory, signal }: FetchOptions,
): Promise<string | undefined> {
  const file = join(runDirectory, nameOf(result), logNames[kind] ?? name)
  try {
    await client.download(url, file, { signal, overwrite: true })
    return file
  } catch {
    signal?.throwIfAborted()
    // Links expire: a verdict stands without its evidence, which is then simply not listed.
    return undefined
  }
}

/** A directory's name that no participant's name can break out of; the id keeps it unique. */
function nameOf({ id, participant_details }: Result): string {
  return `${id}-${participant_details?.participant_name ?? ''}`.replaceAll(/[^\w.-]+/g, '_').slice(0, 80)
}

/** What people look at first comes first. */
const order: readonly ResultFile['kind'][] = [
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

/** Logs have names that say what they are; an artifact keeps its own. */
const logNames: Readonly<Partial<Record<ResultFile['kind'], string>>> = {
  selenium: 'script.log',
  browser: 'browser.log',
  webrtc: 'webrtc.log',
  rru: 'resources.json',
}
