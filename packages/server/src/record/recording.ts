import { appendFile, chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorMessage, writeFileAtomic } from '@loadero-test/core/internal'
import type { Assumptions } from '../assumptions.js'
import { compareExchange, type CreateReference } from './compare-exchange.js'
import { createSeed } from './create-seed.js'
import { type Exchange, parseExchanges } from './exchange.js'
import { createDifferenceCounter } from './difference-counter.js'
import { formatSummary, type RecordingSummary } from './format-difference.js'
import { createKnownRows, learnExchange } from './known-rows.js'
import { createLiveRunChecks } from './live-run-checks.js'

export interface ExchangeRecordingOptions {
  /** Gets `exchanges.ndjson`, `differences.json` and `seed.json`. A recording in it is continued. */
  readonly directory: string
  /** Gets one line for each new difference. */
  readonly write: (text: string) => void
  /** The assumptions of the local Loadero that responses are compared with. */
  readonly assumptions?: Partial<Assumptions>
}

/** The exchanges with a service, in a directory. */
export interface ExchangeRecording {
  /** Compares an exchange and adds it. Exchanges are compared one after another. */
  add(exchange: Exchange): void
  /** Waits for the comparisons, and writes the seed and the differences. */
  finish(): Promise<RecordingSummary>
}

/**
 * Opens a recording. Only its owner can read its files.
 * @throws when the directory holds something that is not a recording
 */
export async function openRecording(
  { directory, write, assumptions = {} }: ExchangeRecordingOptions,
  createReference: CreateReference,
): Promise<ExchangeRecording> {
  const exchangesFile = join(directory, 'exchanges.ndjson')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const rows = createKnownRows()
  for (const exchange of parseExchanges(await readFile(exchangesFile, 'utf8').catch(() => ''))) {
    learnExchange(exchange, rows)
  }
  const differences = createDifferenceCounter(write)
  const comparison = { createReference, assumptions, explained: new Map() }
  const liveRuns = createLiveRunChecks()
  let exchanges = 0
  let notCompared = 0

  const record = async (exchange: Exchange) => {
    exchanges++
    const place = `${exchange.method} ${exchange.path}`
    try {
      await appendFile(exchangesFile, `${JSON.stringify(exchange)}\n`, { mode: 0o600 })
    } catch (error) {
      write(`${place}: cannot be recorded: ${errorMessage(error)}\n`)
    }
    try {
      const found = await compareExchange(exchange, rows, comparison)
      if (found === undefined) notCompared++
      differences.count(found ?? [])
      for (const earlier of liveRuns.check(exchange, rows)) {
        const options = { ...comparison, isCurrent: true }
        differences.count((await compareExchange(earlier.exchange, earlier.rows, options)) ?? [])
      }
    } catch (error) {
      notCompared++
      write(`${place}: cannot be compared: ${errorMessage(error)}\n`)
    }
    learnExchange(exchange, rows)
  }
  let queue = Promise.resolve()
  return {
    add: (exchange) => {
      queue = queue.then(() => record(exchange))
    },
    finish: async () => {
      await queue
      const { rows: seed, refused } = createSeed(rows)
      for (const problem of refused) write(`seed.json lacks ${problem}\n`)
      const summary = { exchanges, notCompared, differences: differences.all() }
      await writeJson(join(directory, 'seed.json'), seed)
      await writeJson(join(directory, 'differences.json'), summary.differences)
      write(formatSummary(summary, directory))
      return summary
    },
  }
}

async function writeJson(path: string, content: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`)
  await chmod(path, 0o600)
}
