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
import { errorCauses, errorCodes } from '../shared/error-causes.js'
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
   * The ids of all runs that existed before an earlier launch whose response was lost. Nothing is sent: the run of that
   * launch is searched for.
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

/**
 * Starts a run with one POST. It is sent again only when nothing can have arrived: after 429, or without a connection.
 * After any other response than a confirmation or a refusal, the run is searched for among the newest runs of the test.
 * An abort prevents the POST; after the POST is sent, it only shortens the search.
 * @throws LaunchLostError when the search finds no run or several runs
 */
export async function launch(
  { http, path, runs, clock, schema }: LaunchTarget,
  { signal, knownRunIds, onSend }: LaunchOptions = {},
): Promise<LaunchedRun> {
  // If the service ignored the order, every list would show the same runs, and none would be mistaken for a new one.
  const listNewest = async (options?: CallOptions) =>
    (await runs.list({ order_by: '-id', limit: 25 }, options)).results
  const search = (known: readonly number[], lostLaunch: LostLaunch) =>
    searchNewRun(listNewest, known, { clock, signal, lostLaunch })
  if (knownRunIds) {
    const request = { method: 'POST', path, attempts: 0 }
    return { ...(await search(knownRunIds, { request })), foundBy: 'search' }
  }
  const known = (await listNewest({ signal })).map(({ id }) => id)
  const call: Call = { method: 'POST', path, priority: 'launch', signal, onSend: () => onSend?.(known) }
  try {
    const run = await sendUntilConnected(() => http.read(schema, call), clock, signal)
    const { id: newId, test_id: testId } = run
    const isOfTest = testId === undefined || path.includes(`tests/${testId}/`)
    if (isOfTest && !known.includes(newId)) return { ...run, foundBy: 'response' }
    // Such a response does not say which run was started.
    const problem = isOfTest
      ? `the response names run ${newId}, which existed before`
      : `the response names run ${newId} of test ${testId}`
    throw new InvalidResponseError(problem, { method: 'POST', path, attempts: 1 })
  } catch (error) {
    if (!mayHaveLaunched(error)) throw error
    return { ...(await search(known, { request: error.request, cause: error })), foundBy: 'search' }
  }
}

/** Waits before the launch is sent again because there was no connection. */
const connectDelaysMs = [1_000, 3_000, 10_000]

async function sendUntilConnected(
  send: () => Promise<Run>,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Run> {
  for (const delayMs of connectDelaysMs) {
    try {
      return await send()
    } catch (error) {
      if (!isNotConnected(error)) throw error
    }
    await clock.sleep(delayMs, signal)
  }
  return send()
}

/** Without a connection the request cannot have arrived. */
const notConnectedCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function isNotConnected(error: unknown): boolean {
  return (
    error instanceof ConnectionError &&
    errorCodes(errorCauses(error)).some((code) => notConnectedCodes.has(code))
  )
}

/** By these statuses the service refuses a launch before it does anything. */
const refusalStatuses = new Set([400, 401, 402, 403, 404, 405, 406, 410, 413, 415, 422, 429, 431])

function mayHaveLaunched(error: unknown): error is RequestError {
  if (error instanceof ApiError) return !refusalStatuses.has(error.status)
  if (error instanceof ConnectionError) return !isNotConnected(error)
  return error instanceof TimeoutError || error instanceof InvalidResponseError
}

/**
 * Whether the response refuses the launch, unless a proxy has sent it twice: 409 can be the response to the second
 * request, and a redirect can follow a run that was started.
 */
function isProbablyRefused(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.status < 500 && ![408, 425, 499].includes(error.status)
}

/** The request of a launch, and the error by which its response was lost. */
interface LostLaunch {
  readonly request: RequestInfo
  readonly cause?: RequestError
}

/** How long a run is searched for. A gateway can hold a launch for a minute, and a list can lag behind. */
const searchTimeoutMs = 120_000
/** After a response that is probably a refusal. */
const refusedSearchTimeoutMs = 8_000
/** After an abort. */
const abortedSearchTimeoutMs = 5_000
/** Waits before the first searches; the last one is repeated. */
const searchDelaysMs = [500, 2_000, 5_000, 10_000]

async function searchNewRun(
  listNewest: () => Promise<readonly Run[]>,
  known: readonly number[],
  {
    clock,
    signal,
    lostLaunch,
  }: {
    readonly clock: Clock
    readonly signal: AbortSignal | undefined
    readonly lostLaunch: LostLaunch
  },
): Promise<Run> {
  const { cause } = lostLaunch
  const startMs = clock.now()
  let deadlineMs = startMs + (isProbablyRefused(cause) ? refusedSearchTimeoutMs : searchTimeoutMs)
  let failure: unknown
  for (let count = 0; ; count++) {
    if (signal?.aborted) deadlineMs = Math.min(deadlineMs, clock.now() + abortedSearchTimeoutMs)
    const delayMs = searchDelaysMs[Math.min(count, searchDelaysMs.length - 1)] ?? 0
    const remainingMs = Math.max(0, deadlineMs - clock.now())
    await clock
      .sleep(Math.min(delayMs, remainingMs), signal?.aborted ? undefined : signal)
      .catch(() => undefined)
    try {
      const found = (await listNewest()).filter(({ id }) => !known.includes(id))
      const ids = found.map(({ id }) => id)
      if (ids.length > 1)
        throw launchLost(`runs ${ids.join(' and ')} appeared, and it could be either`, ids, lostLaunch)
      if (found[0]) return found[0]
      failure = undefined
    } catch (error) {
      if (error instanceof LaunchLostError) throw error
      failure = error
    }
    if (clock.now() >= deadlineMs) break
  }
  if (isProbablyRefused(cause) && failure === undefined) throw cause
  const seconds = Math.round((clock.now() - startMs) / 1_000)
  const reason =
    failure === undefined
      ? `no new run appeared within ${seconds} s; the launch is not sent again`
      : `the search for it failed: ${errorMessage(failure)}`
  throw launchLost(reason, [], lostLaunch, failure === undefined)
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
