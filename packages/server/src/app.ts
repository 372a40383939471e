import { type Clock, systemClock } from '@loadero-test/core'
import { Hono } from 'hono'
import { type Assumptions, defaultAssumptions } from './assumptions.js'
import { control, controlPrefix } from './faults/control.js'
import type { Context } from './context.js'
import type { Engine } from './engines/engine.js'
import { applyFaultEffect } from './faults/fault-effects.js'
import { faultPlan } from './faults/fault-plan.js'
import type { Fault } from './faults/faults.js'
import { HttpError, refusal } from './http/http-error.js'
import type { DataDirectory } from './store/journal.js'
import { createProjects, type ProjectOptions } from './projects.js'
import { json, notFoundRoute } from './http/respond.js'
import { type ResultFiles, createResultFiles } from './runs/result-files.js'
import { createAccess, type Api, grantOf } from './routes/access.js'
import { apiRoutes } from './routes/api.js'
import { trailingSlash } from './routes/trailing-slash.js'
import { abortInterrupted } from './runs/interrupted.js'
import { createRunLifecycle } from './runs/lifecycle.js'
import { type RunCapacity, createQueues } from './runs/queue.js'
import { dump } from './seed/dump.js'
import { loadSeed } from './seed/seed-rows.js'
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

  const faults = faultPlan()
  faults.set(options.faults ?? [])
  const everything = () => dump(store, files, described)
  const controls = control({
    faults,
    dump: everything,
    admits: (token) => grantOf(projects, token) !== undefined,
  })

  const answer = async (input: string | URL | Request, init?: RequestInit) => {
    // A socket's request is none that `new Request` would take, so what is one already stays as it is.
    const isRequest = typeof input === 'object' && 'url' in input
    const request = isRequest && init === undefined ? input : new Request(input, init)
    request.signal.throwIfAborted()
    const { origin, pathname } = new URL(request.url)
    if (origin === new URL(files.origin).origin) return files.fetch(request)
    if (options.control && pathname.startsWith(controlPrefix)) return controls(request)
    const effects = faults.strike(request.method, pathname)
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
  createAccess(api, context.projects)
  trailingSlash(api)
  api.route('/v2', apiRoutes(context))
  api.notFound(() => notFoundRoute())
  api.onError((error) => {
    if (error instanceof HttpError) return json(error.body, error.status)
    console.error(error)
    return json(refusal(500, 'Internal server error').body, 500)
  })
  return api
}
