import { createRepeat } from './http/attempts.js'
import { type Clock, systemClock } from './clock/clock.js'
import { resourcePath, type CallOptions } from './resources/collection.js'
import type { AlsoAllow } from './constants/known-values.js'
import { download, type DownloadOptions, type DownloadSource } from './resources/download.js'
import { createHttp } from './http/http.js'
import { createTransport, type Fetch, type HttpTransport } from './http/network.js'
import {
  type Files,
  filesAt,
  type RunNode,
  runNode,
  type Runs,
  runsAt,
  type TestNode,
  testNode,
  type Tests,
  testsAt,
  type Tree,
} from './nodes.js'
import { createRateLimiter, type RateLimiter } from './http/rate-limiter.js'
import { defaultRetryPolicy, type RetryPolicy } from './http/retry.js'
import { createRedactor } from './shared/redactor.js'
import { createStatics, type Statics } from './resources/statics.js'
import { createValueSchemas } from './types/input.js'
import { type Project, projectSchema } from './types/project.js'
import { createWatch, type Watch, type WatchOptions } from './runs/watch.js'

export interface ClientOptions {
  readonly projectId: number
  /** Belongs to one project. Sent to the API's origin and nowhere else, and shown by no error. */
  readonly accessToken: string
  /** Default `https://api.loadero.com/v2/`. */
  readonly apiBase?: string
  /** In place of HTTP over the network, e.g. the local server's app. */
  readonly fetch?: Fetch
  readonly clock?: Clock
  /** Requests a second, or a budget that several clients share; `Infinity` for no limit. Default 4. */
  readonly rateLimit?: number | RateLimiter
  readonly retry?: Partial<RetryPolicy>
  /** Time limit of one attempt; of a download, between two pieces. Default 30 s. */
  readonly timeoutMs?: number
  /** Values that the service knows and this version does not, e.g. `{ location: ['eu-north-1'] }`. */
  readonly alsoAllow?: AlsoAllow
  /** Source of the retries' jitter, 0…1. */
  readonly random?: () => number
}

/** One project at Loadero, as a tree: each id is given once, at its own place. */
export class LoaderoClient {
  readonly tests: Tests
  readonly runs: Runs
  /** Scripts and certificates. */
  readonly files: Files
  readonly statics: Statics
  readonly #root: string
  readonly #tree: Tree
  readonly #network: HttpTransport
  readonly #source: DownloadSource

  /** @throws TypeError for a token that no header could carry, RangeError for what is no project's id */
  constructor(options: ClientOptions) {
    const {
      clock = systemClock,
      rateLimit: pace,
      accessToken,
      timeoutMs = 30_000,
      retry,
      random = Math.random,
    } = options
    checkToken(accessToken)
    const base = options.apiBase ?? 'https://api.loadero.com/v2/'
    const apiBase = base.endsWith('/') ? base : `${base}/`
    this.#root = resourcePath('projects/', options.projectId)
    this.#network = options.fetch
      ? { fetch: options.fetch, close: () => Promise.resolve() }
      : createTransport()
    const turns = typeof pace === 'object' ? pace : createRateLimiter(clock, pace)
    const repeat = createRepeat(clock, turns, { ...defaultRetryPolicy, ...retry }, random)
    const redactor = createRedactor(() => [accessToken])
    this.#source = { fetch: this.#network.fetch, apiBase, accessToken, repeat, redactor, timeoutMs }
    const http = createHttp({ ...this.#source, clock })
    this.#tree = { http, clock, values: createValueSchemas(options.alsoAllow) }
    this.tests = testsAt(this.#tree, `${this.#root}tests/`)
    this.runs = runsAt(this.#tree, `${this.#root}runs/`)
    this.files = filesAt(this.#tree, `${this.#root}files/`)
    this.statics = createStatics(http)
  }

  /** The project itself, with what its plan allows; it can only be read. */
  project(options?: CallOptions): Promise<Project> {
    const { http } = this.#tree
    return http.read(projectSchema, {
      method: 'GET',
      path: this.#root,
      priority: 'write',
      signal: options?.signal,
    })
  }

  test(id: number): TestNode {
    return testNode(this.#tree, this.tests, this.files, `${this.#root}tests/`, id)
  }

  /** A run without its test, which is enough for all but a stop. */
  run(id: number): RunNode {
    return runNode(this.#tree, this.runs, `${this.#root}runs/`, id)
  }

  /** Follows any number of runs with one request a look: `Promise.all(ids.map((id) => watch.wait(id)))`. */
  watch(options?: WatchOptions): Watch {
    return createWatch(this.runs, this.#tree.clock, options)
  }

  /** Streams a log or an artifact to `file`; see `resultFiles` for links and safe names, `download` for the errors. */
  download(url: string, file: string, options?: DownloadOptions): Promise<void> {
    return download(this.#source, url, file, options)
  }

  /** Lets go of kept-alive connections. */
  close(): Promise<void> {
    return this.#network.close()
  }
}

function checkToken(token: string): void {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('accessToken must be printable ASCII without spaces')
}
