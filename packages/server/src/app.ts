import { type Clock, systemClock } from '@loadero-test/core'
import { Hono } from 'hono'
import type { Context } from './context.js'
import type { Engine } from './engine.js'
import { HttpError, refusal } from './http-error.js'
import { json, unrouted } from './respond.js'
import { type ResultFiles, resultFiles } from './result-files.js'
import { access } from './routes/access.js'
import { apiRoutes } from './routes/api.js'
import { trailingSlash } from './routes/trailing-slash.js'
import { lifecycle } from './runs/lifecycle.js'
import { memoryStore } from './store.js'
import { timestamp } from './timestamp.js'

export interface AppOptions {
  /** Plays the participants; closed with the app. */
  readonly engine: Engine
  readonly clock?: Clock
  /** The one project there is. */
  readonly projectId?: number
  /** The one token that is let in; without it, any. */
  readonly accessToken?: string
  /** Where the app makes one temporary directory of its own, once it needs it; the system's by default. */
  readonly stateDir?: string
  /** Whether results are answered while their run is live, rather than refused. */
  readonly resultsWhileLive?: boolean
  /** Draws the random ramp-ups: 0 ≤ x < 1. */
  readonly random?: () => number
}

/** The API as a function like `fetch`; addresses below `files.origin` are answered too. */
export interface App {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  readonly files: Pick<ResultFiles, 'origin' | 'fetch'>
  /** Stops what runs, closes the engine and removes all files. */
  close(): Promise<void>
}

export const createApp = (options: AppOptions): App => {
  const { engine, clock = systemClock, projectId = 1, accessToken, resultsWhileLive = false } = options
  const files = resultFiles(options.stateDir)
  const store = memoryStore(() => timestamp(clock.now()))
  const runs = lifecycle({ store, clock, engine, files, random: options.random ?? Math.random })
  const api = route({ projectId, clock, store, runs, files, resultsWhileLive }, accessToken)

  const answer = async (input: string | URL | Request, init?: RequestInit) => {
    // A socket's request is none that `new Request` would take, so what is one already stays as it is.
    const isRequest = typeof input === 'object' && 'url' in input
    const request = isRequest && init === undefined ? input : new Request(input, init)
    request.signal.throwIfAborted()
    const ours = new URL(request.url).origin === new URL(files.origin).origin
    return ours ? files.fetch(request) : api.fetch(request)
  }
  const close = async () => {
    await runs.close()
    await engine.close()
    await files.clear()
  }
  return Object.assign(answer, { files, close })
}

const route = (context: Context, accessToken: string | undefined): Hono => {
  const api = new Hono()
  access(api, { projectId: context.projectId, accessToken })
  trailingSlash(api)
  api.route('/v2', apiRoutes(context))
  api.notFound(() => unrouted())
  api.onError((error) => {
    if (error instanceof HttpError) return json(error.body, error.status)
    console.error(error)
    return json(refusal(500, 'Internal server error').body, 500)
  })
  return api
}
