import { appendFile, chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isLive } from '@loadero-test/core'
import { errorMessage, writeFileAtomic } from '@loadero-test/core/internal'
import type { Assumptions } from '../assumptions.js'
import { compareExchange, type CreateReference, type ExchangeDifference } from './compare-exchange.js'
import { createSeed } from './create-seed.js'
import { type Exchange, parseExchanges } from './exchange.js'
import { formatDifference, formatSummary } from './format-difference.js'
import { createKnownRows, type KnownRows, learnExchange, rowsOf } from './known-rows.js'
import { matchOperation } from './match-operation.js'

export interface RecordingOptions {
  /** Gets `exchanges.ndjson`, `differences.json` and `seed.json`. A recording in it is continued. */
  readonly directory: string
  /** Gets one line for each new difference. */
  readonly write: (text: string) => void
  /** The assumptions of the local Loadero that responses are compared with. */
  readonly assumptions?: Partial<Assumptions>
}

export interface RecordingSummary {
  readonly exchanges: number
  readonly differences: readonly CountedDifference[]
  /** Exchanges that the local Loadero cannot be compared with. */
  readonly notCompared: number
}

/** A difference, and the number of exchanges that have it. */
export interface CountedDifference extends ExchangeDifference {
  readonly count: number
}

/** The exchanges with a service, in a directory. */
export interface Recording {
  /** Compares an exchange and adds it. Exchanges are compared one after another. */
  add(exchange: Exchange): void
  /** Waits for the comparisons, and writes the seed and the differences. */
  finish(): Promise<RecordingSummary>
}

/**
 * Opens a recording. Only its owner can read its files.
 * @throws when the directory holds something that is no recording
 */
export async function openRecording(
  { directory, write, assumptions = {} }: RecordingOptions,
  createReference: CreateReference,
): Promise<Recording> {
  const exchangesFile = join(directory, 'exchanges.ndjson')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const rows = createKnownRows()
  for (const exchange of parseExchanges(await readFile(exchangesFile, 'utf8').catch(() => ''))) {
    learnExchange(exchange, rows)
  }
  const differences = createDifferenceCounter(write)
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
      const found = await compareExchange(exchange, rows, { createReference, assumptions })
      if (found === undefined) notCompared++
      differences.count(found ?? [])
      for (const earlier of liveRuns.check(exchange, rows)) {
        const options = { createReference, assumptions, isCurrent: true }
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
      for (const [name, content] of [
        ['seed.json', seed],
        ['differences.json', summary.differences],
      ] as const) {
        const path = join(directory, name)
        await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`)
        await chmod(path, 0o600)
      }
      write(formatSummary(summary, directory))
      return summary
    },
  }
}

function createDifferenceCounter(write: (text: string) => void) {
  const counted = new Map<string, CountedDifference>()
  return {
    /** Counts the differences of one exchange, and writes those that are new. */
    count: (differences: readonly ExchangeDifference[]) => {
      const byText = new Map(differences.map((difference) => [formatDifference(difference), difference]))
      for (const [text, difference] of byText) {
        const known = counted.get(text)
        counted.set(text, { ...difference, count: (known?.count ?? 0) + 1 })
        if (!known) write(`${text}\n`)
      }
    },
    all: () => [...counted.values()],
  }
}

/**
 * When the results of a run can be read, the run has probably ended. A later exchange in which it is still live shows
 * that the service returns results of live runs.
 */
function createLiveRunChecks() {
  const unchecked = new Map<number, { readonly exchange: Exchange; readonly rows: KnownRows }>()
  return {
    /** The earlier exchanges that this one shows to be about a live run. */
    check: (exchange: Exchange, rows: KnownRows) => {
      const matched = matchOperation(exchange.method, exchange.path)
      if (exchange.status > 299 || matched === undefined) return []
      const { operation, ids } = matched
      const run = ids['run_id'] === undefined ? undefined : rows.find('runs', ids['run_id'])
      if (operation.tag === 'results' && run && isLive(String(run['status']))) {
        unchecked.set(run.id, { exchange, rows: rows.copy() })
      }
      if (!operation.response?.startsWith('Run')) return []
      return rowsOf(exchange.body).flatMap(({ id, status }) => {
        const earlier = unchecked.get(id)
        if (earlier === undefined || typeof status !== 'string') return []
        unchecked.delete(id)
        return isLive(status) ? [earlier] : []
      })
    },
  }
}
