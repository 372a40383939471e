import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type LoaderoClient, type Result, type ResultFile, resultFiles, type Run } from '@loadero-test/core'
import type { CollectedResult } from '../model.js'
import { findScriptError, type Locate } from './script-error.js'

export interface Collecting {
  readonly client: LoaderoClient
  /** Logs and artifacts of participants that did not pass go below it. */
  readonly directory: string
  /** Whether those that passed are read whole as well: their metrics are needed. */
  readonly whole: boolean
  /** Made once a script failed. */
  readonly locate: () => Promise<Locate>
  readonly signal?: AbortSignal | undefined
}

/** Reads all results of a settled run with one request for all, and one more for each that is needed whole. */
export const collectResults = async (
  run: Run,
  { client, directory, whole, locate, signal }: Collecting,
): Promise<readonly CollectedResult[]> => {
  const results: CollectedResult[] = []
  const node = client.run(run.id).results
  for await (const overview of node.all({}, { signal })) {
    const passed = overview.status === 'pass'
    const result = passed && !whole ? overview : await node.get(overview.id, { signal })
    if (passed) {
      results.push({ result, files: [] })
      continue
    }
    const home = join(directory, `run-${run.id}`, nameOf(result))
    const { files, log } = await fetchFiles(result, client, home, signal)
    const scriptError = log && findScriptError(log, await locate())
    results.push({ result, files, ...(scriptError && { scriptError }) })
  }
  return results.toSorted(byPlace)
}

/** By group copy and number, the order in which an author thinks of them; results come as participants end. */
const byPlace = ({ result: a }: CollectedResult, { result: b }: CollectedResult): number =>
  (a.participant_details?.group_num ?? 0) - (b.participant_details?.group_num ?? 0) ||
  (a.participant_details?.participant_num ?? 0) - (b.participant_details?.participant_num ?? 0)

/** A directory's name that no participant's name can break out of; the id keeps it unique. */
const nameOf = ({ id, participant_details }: Result): string =>
  `${id}-${participant_details?.participant_name ?? ''}`.replaceAll(/[^\w.-]+/g, '_').slice(0, 80)

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

const fetchFiles = async (
  result: Result,
  client: LoaderoClient,
  directory: string,
  signal: AbortSignal | undefined,
) => {
  const files: string[] = []
  let log: string | undefined
  const wanted = resultFiles(result).toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  for (const { kind, url, name } of wanted) {
    const file = join(directory, logNames[kind] ?? name)
    try {
      await client.download(url, file, { signal, overwrite: true })
    } catch {
      signal?.throwIfAborted()
      // Links expire: a verdict stands without its evidence, which is then simply not listed.
      continue
    }
    files.push(file)
    if (kind === 'selenium') log = await readFile(file, 'utf8')
  }
  return { files, log }
}
