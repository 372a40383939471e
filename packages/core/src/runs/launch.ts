import type { Clock } from '../clock/clock.js'
import type { CallOptions, ReadCollection } from '../resources/collection.js'
import {
  ApiError,
  ConnectionError,
  LaunchLostError,
  type RequestError,
  type RequestInfo,
  TimeoutError,
  InvalidResponseError,
} from '../http/errors.js'
import type { RunFilters } from '../resources/filters.js'
import type { Call, Http } from '../http/http.js'
import { type Run, runSchema } from '../types/run.js'

/**
 * A run that was just launched. `foundBy` says whether the service answered, or whether the answer was lost and the run
 * found by itself; then it is, in all likelihood but not for certain, the one that was asked for.
 */
export type LaunchedRun = Run & { readonly foundBy: 'answered' | 'found' }

export interface LaunchOptions extends CallOptions {
  /**
   * The runs that were there before an earlier launch whose answer was lost. If another one is there now, it is taken
   * for the run of that launch, and nothing is sent.
   */
  readonly knownRunIds?: readonly number[] | undefined
  /**
   * Called just before the one POST leaves, with the runs that are there: whoever notes them can look for the run even
   * after a crash. What it throws keeps the POST back.
   */
  readonly onSend?: ((known: readonly number[]) => void) | undefined
}

/** Waits before each look for a run whose launch went unanswered. */
const looksMs = [500, 2_000, 5_000]

/**
 * Starts a run with one POST that is never repeated, unless the service says 429: that it did nothing.
 * When the answer is lost, the run is looked for instead: a new one among the newest of the test.
 * An abort keeps the POST back; once it has left, its answer is awaited and its run is looked for all the same.
 * @throws LaunchLostError when no single new run appeared
 */
export async function launch(
  http: Http,
  path: string,
  runs: ReadCollection<Run, RunFilters>,
  clock: Clock,
  { signal, knownRunIds: known, onSend }: LaunchOptions = {},
): Promise<LaunchedRun> {
  // Should the service ignore the order, both looks see the same runs, and none is mistaken for new.
  const newest = async (options?: CallOptions) =>
    (await runs.list({ order_by: '-id', limit: 25 }, options)).results
  const there = await newest({ signal })
  const request = { method: 'POST', path, attempts: 0 }
  const earlier = known && single(newIn(there, known), (why, ids) => lost(why, ids, request))
  if (earlier) return { ...earlier, foundBy: 'found' }
  const before = [...new Set([...(known ?? []), ...there.map(({ id }) => id)])]
  const call: Call = { method: 'POST', path, priority: 'launch', signal, onSend: () => onSend?.(before) }
  try {
    return { ...(await http.read(runSchema, call)), foundBy: 'answered' }
  } catch (error) {
    if (!mayHaveLaunched(error)) throw error
    return { ...(await findNew(newest, before, clock, error)), foundBy: 'found' }
  }
}

/** No connection was made, so nothing can have arrived. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

function mayHaveLaunched(error: unknown): error is RequestError {
  if (error instanceof ApiError) return error.status >= 500
  if (error instanceof ConnectionError) return !codes(error).some((code) => unsent.has(code))
  return error instanceof TimeoutError || error instanceof InvalidResponseError
}

function codes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  return [...own, ...codes(error.cause)]
}

function newIn(runs: readonly Run[], known: readonly number[]): readonly Run[] {
  return runs.filter(({ id }) => !known.includes(id))
}

/** The only one, if there is one; of several, none can be told to be the right one. */
function single(
  appeared: readonly Run[],
  error: (why: string, ids: readonly number[]) => LaunchLostError,
): Run | undefined {
  if (appeared.length <= 1) return appeared[0]
  const ids = appeared.map(({ id }) => id)
  throw error(`runs ${ids.join(' and ')} appeared, and it could be either`, ids)
}

function lost(why: string, candidates: readonly number[], request: RequestInfo, cause?: RequestError) {
  return new LaunchLostError(
    `a run may have started: ${cause ? `${cause.message}; ` : ''}${why}`,
    { candidates, searched: true },
    request,
    cause,
  )
}

async function findNew(
  newest: () => Promise<readonly Run[]>,
  before: readonly number[],
  clock: Clock,
  cause: RequestError,
): Promise<Run> {
  const { request } = cause
  for (const waitMs of looksMs) {
    await clock.sleep(waitMs)
    const there = await newest().catch((error: unknown) => {
      const why = `looking for it failed: ${error instanceof Error ? error.message : String(error)}`
      throw new LaunchLostError(
        `a run may have started: ${cause.message}; ${why}`,
        { candidates: [], searched: false },
        request,
        cause,
      )
    })
    const appeared = single(newIn(there, before), (why, ids) => lost(why, ids, request, cause))
    if (appeared) return appeared
  }
  throw lost('none has appeared; look at the test before you launch it again', [], request, cause)
}
