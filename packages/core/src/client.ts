import { type Clock, systemClock } from './clock.js'
import {
  type CallOptions,
  type Collection,
  collection,
  type ReadCollection,
  readCollection,
} from './collection.js'
import { download, type DownloadOptions } from './download.js'
import { type Call, createFetch, createHttp, type Fetch, type Http, parseBody } from './http.js'
import { createPace, type Pace } from './pace.js'
import { defaultRetryPolicy, type RetryPolicy } from './retry.js'
import {
  type Assert,
  type AssertInput,
  assertSchema,
  type Precondition,
  type PreconditionInput,
  preconditionSchema,
} from './types/assert.js'
import { type File, fileSchema } from './types/file.js'
import { type Group, type GroupInput, groupSchema } from './types/group.js'
import { type Participant, type ParticipantInput, participantSchema } from './types/participant.js'
import { type Project, projectSchema } from './types/project.js'
import { type Result, resultSchema } from './types/result.js'
import { type Run, type RunParticipant, runParticipantSchema, runSchema } from './types/run.js'
import { type Test, type TestInput, testSchema } from './types/test.js'
import { waitForRun, type WaitOptions } from './wait.js'

export interface ClientOptions {
  readonly projectId: number
  /** Sent to the API's origin and nowhere else. */
  readonly accessToken: string
  /** Default `https://api.loadero.com/v2/`. */
  readonly apiBase?: string
  /** In place of HTTP over the network, e.g. the local server's app. */
  readonly fetch?: Fetch
  readonly clock?: Clock
  /** Requests a second, or a budget that several clients share. Default 4. */
  readonly pace?: number | Pace
  readonly retry?: Partial<RetryPolicy>
  /** Time limit of one attempt. Default 30 s. */
  readonly timeoutMs?: number
  /** Source of the retries' jitter, 0…1. */
  readonly random?: () => number
}

/** A run, its participants and their results, addressed without its test. */
export interface RunNode {
  get(options?: CallOptions): Promise<Run>
  wait(options?: WaitOptions): Promise<Run>
  readonly participants: ReadCollection<RunParticipant>
  /** @throws ApiError 409 while the run is live */
  readonly results: ReadCollection<Result>
}

export interface TestNode {
  get(options?: CallOptions): Promise<Test>
  readonly groups: Collection<Group, GroupInput>
  group(id: number): { readonly participants: Collection<Participant, ParticipantInput> }
  /** Of all groups, and those without one. */
  readonly participants: Collection<Participant, ParticipantInput>
  readonly asserts: Collection<Assert, AssertInput>
  assert(id: number): { readonly preconditions: Collection<Precondition, PreconditionInput> }
  readonly runs: ReadCollection<Run>
  /** Starts a run. Never repeated by itself, except after 429: a second POST might be a second paid run. */
  launch(options?: CallOptions): Promise<Run>
  run(id: number): RunNode & { stop(options?: CallOptions): Promise<void> }
}

/** One project at Loadero, as a tree: each id is given once, at its own place. */
export class LoaderoClient {
  readonly tests: Collection<Test, TestInput>
  readonly runs: ReadCollection<Run>
  readonly files: ReadCollection<File>
  readonly #http: Http
  readonly #root: string
  readonly #clock: Clock
  readonly #close: () => Promise<void>
  readonly #download: (url: string, file: string, options?: DownloadOptions) => Promise<void>

  constructor(options: ClientOptions) {
    const { clock = systemClock, pace, accessToken, timeoutMs = 30_000 } = options
    const base = options.apiBase ?? 'https://api.loadero.com/v2/'
    const apiBase = base.endsWith('/') ? base : `${base}/`
    const network = options.fetch ? { fetch: options.fetch, close: () => Promise.resolve() } : createFetch()
    const turns = typeof pace === 'object' ? pace : createPace(clock, pace)
    this.#clock = clock
    this.#close = network.close
    this.#root = `projects/${options.projectId}/`
    this.#http = createHttp({
      apiBase,
      accessToken,
      fetch: network.fetch,
      clock,
      pace: turns,
      retry: { ...defaultRetryPolicy, ...options.retry },
      random: options.random ?? Math.random,
      timeoutMs,
    })
    this.#download = async (url, file, to) => {
      await turns.turn('artifact', to?.signal)
      await clock.during(() =>
        download({ fetch: network.fetch, apiBase, accessToken, timeoutMs }, url, file, to),
      )
    }
    this.tests = collection(this.#at('tests/', testSchema))
    this.runs = readCollection({ ...this.#at('runs/', runSchema), priority: 'poll' })
    this.files = readCollection(this.#at('files/', fileSchema))
  }

  async project(options?: CallOptions): Promise<Project> {
    const call: Call = { method: 'GET', path: this.#root, priority: 'write', ...options }
    return parseBody(projectSchema, await this.#http(call), call)
  }

  test(id: number): TestNode {
    const at = `tests/${id}/`
    return {
      get: (options) => this.tests.get(id, options),
      groups: collection(this.#at(`${at}groups/`, groupSchema)),
      group: (groupId) => ({
        participants: collection(this.#at(`${at}groups/${groupId}/participants/`, participantSchema)),
      }),
      participants: collection(this.#at(`${at}participants/`, participantSchema)),
      asserts: collection(this.#at(`${at}asserts/`, assertSchema)),
      assert: (assertId) => ({
        preconditions: collection(this.#at(`${at}asserts/${assertId}/preconditions/`, preconditionSchema)),
      }),
      runs: readCollection({ ...this.#at(`${at}runs/`, runSchema), priority: 'poll' }),
      launch: async (options) => {
        const call: Call = { method: 'POST', path: `${this.#root}${at}runs/`, priority: 'launch', ...options }
        return parseBody(runSchema, await this.#http(call), call)
      },
      run: (runId) => ({
        ...this.run(runId),
        stop: async (options) => {
          const path = `${this.#root}${at}runs/${runId}/stop/`
          await this.#http({ method: 'POST', path, priority: 'stop', ...options })
        },
      }),
    }
  }

  run(id: number): RunNode {
    return {
      get: (options) => this.runs.get(id, options),
      wait: (options) =>
        waitForRun(() => this.runs.get(id, { signal: options?.signal }), this.#clock, options),
      participants: readCollection({
        ...this.#at(`runs/${id}/participants/`, runParticipantSchema),
        priority: 'results',
      }),
      results: readCollection({ ...this.#at(`runs/${id}/results/`, resultSchema), priority: 'results' }),
    }
  }

  /** Streams a log or an artifact to `file`; see `log_paths` and `artifacts` of a result. */
  download(url: string, file: string, options?: DownloadOptions): Promise<void> {
    return this.#download(url, file, options)
  }

  /** Lets go of kept-alive connections. */
  close(): Promise<void> {
    return this.#close()
  }

  #at<S>(path: string, schema: S): { http: Http; path: string; schema: S } {
    return { http: this.#http, path: this.#root + path, schema }
  }
}
