import { createAttemptRunner } from './http/attempts.js'
import { type Clock, systemClock } from './clock/clock.js'
import { resourcePath, type CallOptions } from './resources/collection.js'
import type { AlsoAllow } from './constants/known-values.js'
import { download, type DownloadOptions, type DownloadSource } from './resources/download.js'
import { type Call, createHttp } from './http/http.js'
import { InvalidOptionError } from './http/errors.js'
import type { Query } from './http/query.js'
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

/** A request to any route of the API. */
export interface CustomRequest extends CallOptions {
  readonly method: Call['method']
  /** Below the API base: `projects/1/tests/`. */
  readonly path: string
  /** Several values of one key repeat the key. */
  readonly query?: Query | undefined
  /** Sent as JSON. */
  readonly body?: unknown
}

/** The API client of one Loadero project: its resources as a tree in which each id is passed once. */
export class LoaderoClient {
  readonly tests: Tests
  readonly runs: Runs
  /** Scripts and certificates. */
  readonly files: Files
  readonly statics: Statics
  readonly projectId: number
  /** With a slash at its end. */
  readonly apiBase: string
  readonly #root: string
  readonly #tree: NodeContext
  readonly #network: HttpTransport
  readonly #source: DownloadSource

  /**
   * @throws InvalidOptionError for a token that is invalid in a header, an API base that is not a URL, and a proxy variable
   * without the address of a proxy; RangeError for an invalid project id
   */
  constructor(options: ClientOptions) {
    const { clock = systemClock, rateLimit, timeoutMs = 30_000, retry, random = Math.random } = options
    const accessToken = checkedToken(options.accessToken)
    const apiBase = checkedApiBase(options.apiBase ?? 'https://api.loadero.com/v2/')
    this.#root = resourcePath('projects/', options.projectId)
    this.projectId = options.projectId
    this.apiBase = apiBase
    this.#network = options.fetch
      ? { fetch: options.fetch, proxyVariable: () => undefined, close: () => Promise.resolve() }
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
    const http = createHttp({ ...this.#source, clock, proxyVariable: this.#network.proxyVariable })
    this.#tree = { http, clock, values: createValueSchemas(options.alsoAllow) }
    this.files = createFiles(this.#tree, `${this.#root}files/`)
    this.tests = createTests(this.#tree, `${this.#root}tests/`, this.files)
    this.runs = createRuns(this.#tree, `${this.#root}runs/`)
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

  /** A run without its test. */
  run(id: number): RunNode {
    const paths = { runsPath: `${this.#root}runs/`, testsPath: `${this.#root}tests/` }
    return createRunNode(this.#tree, this.runs, paths, id)
  }

  /**
   * Any request, with the token, the rate limit, the retries and the redaction of all other calls.
   * @returns the parsed body, or undefined for an empty one
   * @throws InvalidInputError for a path that is not below the API base, and the errors of every request
   */
  async request({ method, path, query, body, signal }: CustomRequest): Promise<unknown> {
    const { http } = this.#tree
    // Without a slash at its end, the service would redirect the request.
    const below = path.replace(/^\/+/, '').replace(/\/*$/, '/')
    if (/^[a-z][\w+.-]*:|[?#\\\s]|(^|\/)\.{1,2}(\/|$)|\/\//i.test(below)) {
      const message = 'must be a path below the API base without a query, e.g. projects/1/tests/'
      throw http.invalidInput([{ field: 'path', message }], { method, path })
    }
    return http.send({ method, path: below, query, body, signal, priority: 'write' })
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

function checkedToken(value: string): string {
  // A file or a command that a token comes from ends with a line break.
  const token = value.trim()
  if (token === '') throw new InvalidOptionError('accessToken', 'is empty')
  const position = token.search(/[^\x21-\x7e]/)
  if (position === -1) return token
  const code = token.codePointAt(position) ?? 0
  const name = { 9: 'a tab', 10: 'a line break', 13: 'a line break', 32: 'a space' }[code]
  const character =
    name ?? (code < 32 || code === 127 ? 'a control character' : 'a character outside of ASCII')
  throw new InvalidOptionError(
    'accessToken',
    `has ${character} at position ${position + 1}, which no token has`,
  )
}

/** With a slash at its end. Never shows the address, which may have a password. */
function checkedApiBase(base: string): string {
  const text = base.trim()
  const example = 'such as https://api.loadero.com/v2/'
  if (!URL.canParse(text) || !/^https?:\/\/[^/]/i.test(text))
    throw new InvalidOptionError('apiBase', `is not an http or https address, ${example}`)
  const { username, password, search, hash } = new URL(text)
  if (username !== '' || password !== '')
    throw new InvalidOptionError('apiBase', `must not have a user name or a password, ${example}`)
  if (search !== '' || hash !== '')
    throw new InvalidOptionError('apiBase', `must not have a query or a fragment, ${example}`)
  return text.endsWith('/') ? text : `${text}/`
}
