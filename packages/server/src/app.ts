import { type Clock, systemClock } from '@loadero-test/core'
import { Hono } from 'hono'
import { type Assumptions, defaultAssumptions } from './assumptions.js'
import type { Context } from './context.js'
import type { Engine } from './engines/engine.js'
import { controlPrefix, createControl } from './faults/control.js'
import { applyFaultEffect } from './faults/fault-effects.js'
import { createFaultPlan } from './faults/fault-plan.js'
import type { Fault } from './faults/faults.js'
import { httpError, HttpError } from './http/http-error.js'
import { jsonResponse, notFoundResponse } from './http/respond.js'
import { createProjects, mergeProjects, type ProjectOptions } from './projects.js'
import { addAccessControl, type Api, findGrant } from './routes/access.js'
import { createApiRoutes } from './routes/api.js'
import { redirectToTrailingSlash } from './routes/trailing-slash.js'
import { createQueues, type RunCapacity } from './runs/queue.js'
import { createResultFiles, type ResultFiles } from './runs/result-files.js'
import { abortInterruptedRuns, createRunManager } from './runs/run-manager.js'
import { dumpStore } from './seed/dump.js'
import { loadSeed } from './seed/load-seed.js'
import type { Seed } from './seed/schema.js'
import type { DataDirectory } from './store/journal.js'
import { createStore } from './store/store.js'
import { timestamp } from './store/timestamp.js'

export interface AppOptions {
  /** Executes the participants. Closed with the app. */
  readonly engine: Engine
  readonly clock?: Clock
  /** The id of the only project, 1 by default. Ignored with `projects`. */
  readonly projectId?: number
  /** The only accepted token. Any token by default. */
  readonly accessToken?: string
  /** All projects, each with its tokens. */
  readonly projects?: readonly ProjectOptions[]
  /** Keeps everything in a directory, see `openData`. In memory by default. */
  readonly data?: DataDirectory
  /** Where the app creates its temporary directory when it needs one. The system's by default. */
  readonly stateDir?: string
  /** How the service behaves where its documentation does not say. */
  readonly assumptions?: Partial<Assumptions>
  /** How many participants of each mode may run at a time. */
  readonly capacity?: RunCapacity
  /** Longer bodies are a 413. 1 MiB by default. */
  readonly maxBodyBytes?: number
  /** The initial state of an empty store, see `parseSeed`. */
  readonly seed?: Seed
  /** Whether `/local/` sets faults and dumps the state. */
  readonly control?: boolean
  /** The faults from the start. */
  readonly faults?: readonly Fault[]
  /** Draws the random ramp-ups: 0 ≤ x < 1. */
  readonly random?: () => number
}

/** The API as a function like `fetch`. It also responds for addresses below `files.origin`. */
export interface App {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  readonly files: Pick<ResultFiles, 'origin' | 'fetch'>
  /** Stops all runs and the engine. The state can still be read. */
  stop(): Promise<void>
  /** The whole state, as a seed. */
  dump(): Promise<Record<string, unknown>>
  /** Stops all runs, closes the engine and removes temporary files. */
  close(): Promise<void>
}

export function createApp(options: AppOptions): App {
  const { engine, clock = systemClock, data, accessToken, projectId = 1 } = options
  const tokens = accessToken === undefined ? {} : { tokens: [{ token: accessToken }] }
  const only = { id: projectId, ...tokens }
  const named = options.projects ?? (options.projectId === undefined ? undefined : [only])
  const projectOptions = mergeProjects(named, options.seed?.projects ?? [], only)
  const now = () => timestamp(clock.now())
  const assumptions = { ...defaultAssumptions, ...options.assumptions }
  const files = createResultFiles(options.stateDir, data?.path)
  const store = createStore({ now, journal: data?.journal })
  abortInterruptedRuns({ store, clock })
  if (options.seed)
    loadSeed(options.seed, { store, files, projectId: projectOptions[0]?.id ?? 1, now: now() })
  const queues = createQueues(options.capacity ?? {})
  const random = options.random ?? Math.random
  const runs = createRunManager({ store, clock, engine, files, assumptions, queues, random })
  const projects = createProjects(projectOptions)
  const maxBodyBytes = options.maxBodyBytes ?? 2 ** 20
  const api = createApi({ projects, clock, store, runs, files, assumptions, maxBodyBytes })

  const faults = createFaultPlan()
  faults.set(options.faults ?? [])
  const dump = () => dumpStore(store, files, projectOptions)
  const control = createControl({
    faults,
    dump,
    isAuthorized: (authorization) => findGrant(projects, authorization) !== undefined,
  })

  const respond = async (input: string | URL | Request, init?: RequestInit) => {
    // `new Request` does not accept the request of a socket, so a request is used as it is.
    const isRequest = typeof input === 'object' && 'url' in input
    const request = isRequest && init === undefined ? input : new Request(input, init)
    request.signal.throwIfAborted()
    const { origin, pathname } = new URL(request.url)
    if (origin === new URL(files.origin).origin) return files.fetch(request)
    if (options.control && pathname.startsWith(controlPrefix)) return control(request)
    const effects = faults.applyTo(request.method, pathname)
    const respondFromApi = async () => {
      const response = await api.fetch(request)
      if (engine.simulated) response.headers.set('x-loadero-simulated', 'true')
      return response
    }
    return effects.reduceRight((next, effect) => () => applyFaultEffect(effect, next), respondFromApi)()
  }
  const stop = async () => {
    await runs.close()
    await engine.close()
  }
  const close = async () => {
    await stop()
    await files.clear()
    data?.journal.close()
  }
  return Object.assign(respond, { files, stop, dump, close })
}

function createApi(context: Context): Api {
  const api: Api = new Hono()
  addAccessControl(api, context.projects)
  redirectToTrailingSlash(api)
  api.route('/v2/', createApiRoutes(context))
  api.notFound(() => notFoundResponse())
  api.onError((error) => {
    if (error instanceof HttpError) return jsonResponse(error.body, error.status)
    console.error(error)
    return jsonResponse(httpError(500, 'Internal server error').body, 500)
  })
  return api
}
