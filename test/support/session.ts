import { type Clock, type Fetch, LoaderoClient, virtualClock } from '@loadero-test/core'
import { type Reporter, runSession, type SessionOptions, type Summary } from '@loadero-test/runner'
import {
  type App,
  type Assumptions,
  createApp,
  type Fault,
  type Scenario,
  scriptedEngine,
} from '@loadero-test/server'
import { inject, onTestFinished } from 'vitest'
import { planOptions } from './plan-options.js'
import { createProject, writeFiles } from './project.js'

const accessToken = 'token-that-nobody-may-see'

const apiBase = 'http://loadero.test/v2/'

export interface Request {
  readonly atMs: number
  /** `GET /v2/projects/1/runs/` */
  readonly line: string
}

export interface Given {
  readonly files: Parameters<typeof createProject>[0]
  readonly scenario?: Scenario
  readonly faults?: readonly Fault[]
  readonly requestsPerSecond?: number
  readonly assumptions?: Partial<Assumptions>
}

export type Overrides = Partial<SessionOptions> & {
  readonly signal?: AbortSignal
  readonly reporters?: readonly Reporter[]
  readonly fetch?: Fetch
  readonly clock?: Clock
}

/** A project on disk, a local Loadero in this process, and sessions between them, all in virtual time. */
export async function createPlace({
  files,
  scenario = {},
  faults = [],
  requestsPerSecond,
  assumptions = {},
}: Given) {
  const clock = virtualClock()
  const app = createApp({
    clock,
    engine: scriptedEngine({ clock, scenario }),
    accessToken,
    faults,
    assumptions,
  })
  onTestFinished(() => app.close())
  const root = await createProject(files)
  const alias = { 'loadero-test': inject('specModule') }
  const requests: Request[] = []
  const fetch: Fetch = (url, init) => {
    requests.push({ atMs: clock.now(), line: `${init.method} ${new URL(url).pathname}` })
    return app(url, init)
  }
  const connect = (given: Overrides = {}) =>
    new LoaderoClient({
      projectId: 1,
      accessToken,
      apiBase,
      fetch: given.fetch ?? fetch,
      clock: given.clock ?? clock,
      rateLimit: requestsPerSecond ?? Infinity,
    })
  const session = ({
    signal,
    reporters = [],
    fetch: ownFetch,
    clock: ownClock,
    ...options
  }: Overrides = {}) =>
    runSession(
      {
        sessionId: 's',
        find: {
          root,
          filters: [],
          alias,
          loadTimeoutMs: 120_000,
          allowOnly: true,
        },
        plan: planOptions,
        concurrency: 2,
        pollIntervalMs: 5_000,
        outputDir: root,
        artifacts: 'failed',
        simulated: true,
        passWithNoTests: false,
        environment: {},
        target: { kind: 'service', projectId: 1, apiBase },
        ...options,
      },
      {
        connect: () =>
          Promise.resolve(
            connect({ ...(ownFetch && { fetch: ownFetch }), ...(ownClock && { clock: ownClock }) }),
          ),
        clock: ownClock ?? clock,
        reporters,
        signal: signal ?? new AbortController().signal,
        random: () => 0.5,
      },
    )
  return {
    root,
    clock,
    requests,
    session,
    fetch,
    runs: () => runsOf(app),
    write: (changed: Given['files']) => writeFiles(root, changed),
  }
}

/** All runs that there are at the server, asked behind everybody's back. */
async function runsOf(app: App): Promise<readonly { id: number; test_name: string; status: string }[]> {
  const { runs = [] } = (await app.dump()) as { runs?: { id: number; test_name: string; status: string }[] }
  return runs
}

/** The verdicts by name, and how it ended. */
export function inShort({ tests, exit }: Summary) {
  return {
    ...Object.fromEntries(tests.map(({ test, verdict }) => [test.id, verdict])),
    exit: exit.code,
  }
}
