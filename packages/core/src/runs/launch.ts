import type { Clock } from '../clock/clock.js'
import {
  ApiError,
  ConnectionError,
  InvalidResponseError,
  LaunchLostError,
  type RequestError,
  type RequestInfo,
  TimeoutError,
} from '../http/errors.js'
import type { Call, Http } from '../http/http.js'
import type { CallOptions, ReadCollection } from '../resources/collection.js'
import type { RunFilters } from '../resources/filters.js'
import { errorMessage } from '../shared/error-message.js'
import type { Run, runSchema } from '../types/run.js'

/**
 * A run that was just launched. `foundBy` is `response` when the service confirmed the launch, and `search` when the
 * response was lost and the run was found among the newest runs of the test: very probably, but not certainly, the
 * run of this launch.
 */
export type LaunchedRun = Run & { readonly foundBy: 'response' | 'search' }

export interface LaunchOptions extends CallOptions {
  /**
   * The ids of all runs that existed before an earlier launch whose response was lost. If one other run exists now, it
   * is assumed to be the run of that launch, and nothing is sent.
   */
  readonly knownRunIds?: readonly number[] | undefined
  /**
   * Called just before the POST is sent, with the ids of the runs that exist: store them to find the run even after a
   * crash. An error that it throws prevents the POST.
   */
  readonly onSend?: ((knownRunIds: readonly number[]) => void) | undefined
}

export interface LaunchTarget {
  readonly http: Http
  /** Of the runs of the test. */
  readonly path: string
  readonly runs: ReadCollection<Run, RunFilters>
  readonly clock: Clock
  readonly schema: typeof runSchema
}

/** Waits before each search for a run whose launch got no response. */
const searchDelaysMs = [500, 2_000, 5_000]

/**
 * Starts a run with one POST that is never repeated, except after 429, which says that nothing was done.
 * When the response is lost, the run is searched for among the newest runs of the test.
 * An abort prevents the POST; after the POST is sent, its response is awaited and its run is searched for nevertheless.
 * @throws LaunchLostError when the search finds no run or several runs
 */
export async function launch(
  { http, path, runs, clock, schema }: LaunchTarget,
  { signal, knownRunIds, onSend }: LaunchOptions = {},
): Promise<LaunchedRun> {
  // If the service ignored the order, every list would show the same runs, and none would be mistaken for a new one.
  const listNewest = async (options?: CallOptions) =>
    (await runs.list({ order_by: '-id', limit: 25 }, options)).results
  const existing = await listNewest({ signal })
  const earlierRun =
    knownRunIds && findNewRun(existing, knownRunIds, { request: { method: 'POST', path, attempts: 0 } })
  if (earlierRun) return { ...earlierRun, foundBy: 'search' }
  const known = [...new Set([...(knownRunIds ?? []), ...existing.map(({ id }) => id)])]
  const call: Call = { method: 'POST', path, priority: 'launch', signal, onSend: () => onSend?.(known) }
  try {
    return { ...(await http.read(schema, call)), foundBy: 'response' }
  } catch (error) {
    if (!mayHaveLaunched(error)) throw error
    return { ...(await searchNewRun(listNewest, known, clock, error)), foundBy: 'search' }
  }
}

/** Without a connection the request cannot have arrived. */
const notConnectedCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

function mayHaveLaunched(error: unknown): error is RequestError {
  if (error instanceof ApiError) return error.status >= 500
  if (error instanceof ConnectionError) return !errorCodes(error).some((code) => notConnectedCodes.has(code))
  return error instanceof TimeoutError || error instanceof InvalidResponseError
}

/** The codes of an error and its causes. */
function errorCodes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  return [...own, ...errorCodes(error.cause)]
}

/** The request of a launch, and the error by which its response was lost. */
interface LostLaunch {
  readonly request: RequestInfo
  readonly cause?: RequestError
}

async function searchNewRun(
  listNewest: () => Promise<readonly Run[]>,
  known: readonly number[],
  clock: Clock,
  cause: RequestError,
): Promise<Run> {
  const lostLaunch = { request: cause.request, cause }
  for (const delayMs of searchDelaysMs) {
    await clock.sleep(delayMs)
    const runs = await listNewest().catch((error: unknown) => {
      throw launchLost(`the search for it failed: ${errorMessage(error)}`, [], lostLaunch, false)
    })
    const run = findNewRun(runs, known, lostLaunch)
    if (run) return run
  }
  throw launchLost("no new run appeared; check the test's runs before you launch it again", [], lostLaunch)
}

/** The one run that is not known. Of several new runs, the right one cannot be determined. */
function findNewRun(runs: readonly Run[], known: readonly number[], lostLaunch: LostLaunch): Run | undefined {
  const found = runs.filter(({ id }) => !known.includes(id))
  if (found.length <= 1) return found[0]
  const ids = found.map(({ id }) => id)
  throw launchLost(`runs ${ids.join(' and ')} appeared, and it could be either`, ids, lostLaunch)
}

function launchLost(
  reason: string,
  candidates: readonly number[],
  { request, cause }: LostLaunch,
  searched = true,
): LaunchLostError {
  const message = `a run may have started: ${cause ? `${cause.message}; ` : ''}${reason}`
  return new LaunchLostError(message, { candidates, searched }, request, cause)
}
