import { type Clock, systemClock } from '@loadero-test/core'
import { Hono } from 'hono'
import { type Assumptions, defaultAssumptions } from './assumptions.js'
import { createControl, controlPrefix } from './faults/control.js'
import type { Context } from './context.js'
import type { Engine } from './engines/engine.js'
import { applyFaultEffect } from './faults/fault-effects.js'
import { createFaultPlan } from './faults/fault-plan.js'
import type { Fault } from './faults/faults.js'
import { HttpError, httpError } from './http/http-error.js'
import type { DataDirectory } from './store/journal.js'
import { createProjects, type ProjectOptions } from './projects.js'
import { jsonResponse, notFoundResponse } from './http/respond.js'
import { type ResultFiles, createResultFiles } from './runs/result-files.js'
import { addAccessControl, type Api, findGrant } from './routes/access.js'
import { createApiRoutes } from './routes/api.js'
import { redirectToTrailingSlash } from './routes/trailing-slash.js'
import { abortInterrupted } from './runs/interrupted.js'
import { createRunLifecycle } from './runs/lifecycle.js'
import { type RunCapacity, createQueues } from './runs/queue.js'
import { dumpStore } from './seed/dump.js'
import { loadSeed } from './seed/load-seed.js'
import type { Seed } from './seed/schema.js'
import { createStore } from './store/store.js'
import { timestamp } from './store/timestamp.js'

export interface AppOptions {
  /** Plays the participants; closed with the app. */
  readonly engine: Engine
  readonly clock?: Clock
  /** The one project there is, unless `projects` says more. */
  readonly projectId?: number
  /** The one token that is let in; without it, any. */
  readonly accessToken?: string
  /** All projects, each with its tokens. */
  readonly projects?: readonly ProjectOptions[]
  /** Keeps everything beyond this app; see `openData`. */
  readonly data?: DataDirectory
  /** Where the app makes one temporary directory of its own, once it needs it; the system's by default. */
  readonly stateDir?: string
  /** What it takes the service to do where nobody knows. */
  readonly assumptions?: Partial<Assumptions>
  /** How many participants of each mode may run at a time. */
  readonly capacity?: RunCapacity
  /** Longer bodies are refused with 413; 1 MiB by default. */
  readonly maxBodyBytes?: number
  /** What an empty store begins with; see `parseSeed`. */
  readonly seed?: Seed
  /** Whether faults can be injected, and everything dumped, below `/local/`. */
  readonly control?: boolean
  /** What goes wrong from the start. */
  readonly faults?: readonly Fault[]
  /** Draws the random ramp-ups: 0 ≤ x < 1. */
  readonly random?: () => number
}

/** The API as a function like `fetch`; addresses below `files.origin` are answered too. */
export interface App {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  readonly files: Pick<ResultFiles, 'origin' | 'fetch'>
  /** Stops what runs, and the engine; what there is can still be read. */
  stop(): Promise<void>
  /** Everything there is, in the form of a seed. */
  dump(): Promise<Record<string, unknown>>
  /** Stops what runs, closes the engine and removes all files that are not to stay. */
  close(): Promise<void>
}

export function createApp(options: AppOptions): App {
  const { engine, clock = systemClock, data, projects: described = [projectOf(options)] } = options
  const now = () => timestamp(clock.now())
  const assumptions = { ...defaultAssumptions, ...options.assumptions }
  const files = createResultFiles(options.stateDir, data?.path)
  const store = createStore({ now, journal: data?.journal })
  abortInterrupted(store, now())
  if (options.seed) loadSeed(options.seed, { store, files, projectId: described[0]?.id ?? 1, now: now() })
  const queues = createQueues(options.capacity ?? {})
  const random = options.random ?? Math.random
  const runs = createRunLifecycle({ store, clock, engine, files, assumptions, queues, random })
  const projects = createProjects(described)
  const maxBodyBytes = options.maxBodyBytes ?? 2 ** 20
  const api = route({ projects, clock, store, runs, files, assumptions, maxBodyBytes })

  const faults = createFaultPlan()
  faults.set(options.faults ?? [])
  const everything = () => dumpStore(store, files, described)
  const controls = createControl({
    faults,
    dump: everything,
    admits: (token) => findGrant(projects, token) !== undefined,
  })

  const answer = async (input: string | URL | Request, init?: RequestInit) => {
    // A socket's request is none that `new Request` would take, so what is one already stays as it is.
    const isRequest = typeof input === 'object' && 'url' in input
    const request = isRequest && init === undefined ? input : new Request(input, init)
    request.signal.throwIfAborted()
    const { origin, pathname } = new URL(request.url)
    if (origin === new URL(files.origin).origin) return files.fetch(request)
    if (options.control && pathname.startsWith(controlPrefix)) return controls(request)
    const effects = faults.applyTo(request.method, pathname)
    const respond = async () => marked(await api.fetch(request), engine)
    return effects.reduceRight((next, effect) => () => applyFaultEffect(effect, next), respond)()
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
  return Object.assign(answer, { files, stop, dump: everything, close })
}

function projectOf({ projectId = 1, accessToken }: AppOptions): ProjectOptions {
  return accessToken === undefined ? { id: projectId } : { id: projectId, tokens: [{ token: accessToken }] }
}

/** Says of every answer whether the outcomes in it were made up. */
function marked(response: Response, { simulated }: Engine): Response {
  if (simulated) response.headers.set('x-loadero-simulated', 'true')
  return response
}

function route(context: Context): Api {
  const api: Api = new Hono()
  addAccessControl(api, context.projects)
  redirectToTrailingSlash(api)
  api.route('/v2', createApiRoutes(context))
  api.notFound(() => notFoundResponse())
  api.onError((error) => {
    if (error instanceof HttpError) return jsonResponse(error.body, error.status)
    console.error(error)
    return jsonResponse(httpError(500, 'Internal server error').body, 500)
  })
  return api
}
