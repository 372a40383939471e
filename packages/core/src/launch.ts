import type { Clock } from './clock.js'
import type { CallOptions, ReadCollection } from './collection.js'
import {
  ApiError,
  ConnectionError,
  LaunchLostError,
  type RequestError,
  TimeoutError,
  UnreadableAnswerError,
} from './errors.js'
import type { RunFilters } from './filters.js'
import type { Call, Http } from './http.js'
import { type Run, runSchema } from './types/run.js'

/**
 * A run that was just launched. `how` says whether the service answered, or whether the answer was lost and the run
 * found by itself; then it is, in all likelihood but not for certain, the one that was asked for.
 */
export type Launched = Run & { readonly how: 'answered' | 'found' }

/** Waits before each look for a run whose launch went unanswered. */
const looksMs = [500, 2_000, 5_000]

/**
 * Starts a run with one POST that is never repeated, unless the service says 429: that it did nothing.
 * When the answer is lost, the run is looked for instead: a new one among the newest of the test.
 * An abort in the middle leaves open whether a run began.
 * @throws LaunchLostError when no single new run appeared
 */
export const launch = async (
  http: Http,
  path: string,
  runs: ReadCollection<Run, RunFilters>,
  clock: Clock,
  options: CallOptions = {},
): Promise<Launched> => {
  // Should the service ignore the order, both looks see the same runs, and none is mistaken for new.
  const newest = async () => (await runs.list({ order_by: '-id', limit: 25 }, options)).results
  const before = new Set((await newest()).map(({ id }) => id))
  const call: Call = { method: 'POST', path, priority: 'launch', signal: options.signal }
  try {
    return { ...(await http.read(runSchema, call)), how: 'answered' }
  } catch (error) {
    options.signal?.throwIfAborted()
    if (!mayHaveLaunched(error)) throw error
    return { ...(await findNew(newest, before, clock, error, options)), how: 'found' }
  }
}

/** No connection was made, so nothing can have arrived. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

const mayHaveLaunched = (error: unknown): error is RequestError => {
  if (error instanceof ApiError) return error.status >= 500
  if (error instanceof ConnectionError) return !codes(error).some((code) => unsent.has(code))
  return error instanceof TimeoutError || error instanceof UnreadableAnswerError
}

const codes = (error: unknown): readonly string[] => {
  if (!(error instanceof Error)) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  return [...own, ...codes(error.cause)]
}

const findNew = async (
  newest: () => Promise<readonly Run[]>,
  before: ReadonlySet<number>,
  clock: Clock,
  lost: RequestError,
  { signal }: CallOptions,
): Promise<Run> => {
  const giveUp = (why: string, ids: readonly number[] = []) =>
    new LaunchLostError(`a run may have started: ${lost.message}; ${why}`, ids, lost.request, lost)
  for (const waitMs of looksMs) {
    await clock.sleep(waitMs, signal)
    const appeared = await newest().then(
      (runs) => runs.filter(({ id }) => !before.has(id)),
      (error: unknown) => {
        signal?.throwIfAborted()
        throw giveUp(`looking for it failed: ${error instanceof Error ? error.message : String(error)}`)
      },
    )
    if (appeared[0] && appeared.length === 1) return appeared[0]
    if (appeared.length > 1) {
      const ids = appeared.map(({ id }) => id)
      throw giveUp(`runs ${ids.join(' and ')} appeared, and it could be either`, ids)
    }
  }
  throw giveUp('none has appeared; look at the test before you launch it again')
}
