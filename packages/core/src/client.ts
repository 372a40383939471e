import { createAttemptRunner } from './http/attempts.js'
import { type Clock, systemClock } from './clock/clock.js'
import { resourcePath, type CallOptions } from './resources/collection.js'
import type { AlsoAllow } from './constants/known-values.js'
import { download, type DownloadOptions, type DownloadSource } from './resources/download.js'
import { createHttp } from './http/http.js'
import { createTransport, type Fetch, type HttpTransport } from './http/network.js'
import {
  type Files,
  createFiles,
  type RunNode,
  createRunNode,
  type Runs,
  createRuns,
  type TestNode,
  createTestNode,
  type Tests,
  createTests,
  type NodeContext,
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
  /** Belongs to one project. Sent to the API's origin only, and hidden in every error. */
  readonly accessToken: string
  /** Default `https://api.loadero.com/v2/`. */
  readonly apiBase?: string
  /** Replaces HTTP over the network, for example with the local server's app. */
  readonly fetch?: Fetch
  readonly clock?: Clock
  /** Requests per second, or a limiter that several clients share; `Infinity` for no limit. Default 4. */
  readonly rateLimit?: number | RateLimiter
  readonly retry?: Partial<RetryPolicy>
  /** The limit for one attempt; for a download, between two chunks. Default 30 000. */
  readonly timeoutMs?: number
  /** Values that are newer than this version, for example `{ location: ['eu-north-1'] }`. */
  readonly alsoAllow?: AlsoAllow
  /** Returns 0…1, for the random part of the wait before a retry. Default `Math.random`. */
  readonly random?: () => number
}

/** The API client of one Loadero project: its resources as a tree in which each id is passed once. */
export class LoaderoClient {
  readonly tests: Tests
  readonly runs: Runs
  /** Scripts and certificates. */
  readonly files: Files
  readonly statics: Statics
  readonly #root: string
  readonly #tree: NodeContext
  readonly #network: HttpTransport
  readonly #source: DownloadSource

  /** @throws TypeError for a token that is invalid in a header, RangeError for an invalid project id */
  constructor(options: ClientOptions) {
    const {
      clock = systemClock,
      rateLimit,
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
    const rateLimiter = typeof rateLimit === 'object' ? rateLimit : createRateLimiter(clock, rateLimit)
    const repeat = createAttemptRunner(clock, rateLimiter, { ...defaultRetryPolicy, ...retry }, random)
    const redactor = createRedactor(() => [accessToken])
    this.#source = {
      fetch: this.#network.fetch,
      apiBase,
      accessToken,
      runAttempts: repeat,
      redactor,
      timeoutMs,
    }
    const http = createHttp({ ...this.#source, clock })
    this.#tree = { http, clock, values: createValueSchemas(options.alsoAllow) }
    this.tests = createTests(this.#tree, `${this.#root}tests/`)
    this.runs = createRuns(this.#tree, `${this.#root}runs/`)
    this.files = createFiles(this.#tree, `${this.#root}files/`)
    this.statics = createStatics(http)
  }

  /** The project with the limits of its plan. It is read-only. */
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
    return createTestNode(this.#tree, this.tests, this.files, `${this.#root}tests/`, id)
  }

  /** A run without its test. It has all operations except `stop`. */
  run(id: number): RunNode {
    return createRunNode(this.#tree, this.runs, `${this.#root}runs/`, id)
  }

  /** Follows any number of runs with one request per poll: `Promise.all(ids.map((id) => watch.wait(id)))`. */
  watch(options?: WatchOptions): Watch {
    return createWatch(this.runs, this.#tree.clock, options)
  }

  /**
   * Streams a log or an artifact to `file`. `resultFiles` gives the links and safe names.
   * @throws FileExistsError, LinkError, ConnectionError, TimeoutError
   */
  download(url: string, file: string, options?: DownloadOptions): Promise<void> {
    return download(this.#source, url, file, options)
  }

  /** Closes the kept-alive connections. */
  close(): Promise<void> {
    return this.#network.close()
  }
}

function checkToken(token: string): void {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('accessToken must be printable ASCII without spaces')
}
