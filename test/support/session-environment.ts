import { type Clock, type Fetch, LoaderoClient } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import {
  defaultSessionSettings,
  type Reporter,
  runSession,
  type SessionOptions,
  type SessionSettings,
  type Summary,
} from '@loadero-test/runner'
import {
  type App,
  type Assumptions,
  createApp,
  type Fault,
  type Scenario,
  scriptedEngine,
} from '@loadero-test/server'
import { inject, onTestFinished } from 'vitest'
import { createProject, writeFiles } from './project.js'

const accessToken = 'secret-token'

const apiBase = 'http://loadero.test/v2/'

export interface RecordedRequest {
  readonly atMs: number
  /** `GET /v2/projects/1/runs/` */
  readonly line: string
}

export interface EnvironmentOptions {
  readonly files: Parameters<typeof createProject>[0]
  readonly scenario?: Scenario
  readonly faults?: readonly Fault[]
  readonly requestsPerSecond?: number
  readonly assumptions?: Partial<Assumptions>
}

export type SessionOverrides = Partial<SessionOptions & SessionSettings> & {
  readonly signal?: AbortSignal
  readonly reporters?: readonly Reporter[]
  readonly fetch?: Fetch
  readonly clock?: Clock
}

/** A project on disk, a local Loadero in this process, and a function that runs sessions, all in virtual time. */
export async function createSessionEnvironment({
  files,
  scenario = {},
  faults = [],
  requestsPerSecond,
  assumptions = {},
}: EnvironmentOptions) {
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
  const requests: RecordedRequest[] = []
  const fetch: Fetch = (url, init) => {
    requests.push({ atMs: clock.now(), line: `${init.method} ${new URL(url).pathname}` })
    return app(url, init)
  }
  const connect = (overrides: SessionOverrides = {}) =>
    new LoaderoClient({
      projectId: 1,
      accessToken,
      apiBase,
      fetch: overrides.fetch ?? fetch,
      clock: overrides.clock ?? clock,
      rateLimit: requestsPerSecond ?? Infinity,
    })
  const session = ({
    signal,
    reporters = [],
    fetch: ownFetch,
    clock: ownClock,
    ...options
  }: SessionOverrides = {}) =>
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
        settings: settingsOf(options),
        version: '1',
        pollIntervalMs: 5_000,
        outputDir: root,
        artifacts: 'failed',
        simulated: true,
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
    write: (changed: EnvironmentOptions['files']) => writeFiles(root, changed),
  }
}

/** The settings among overrides; the others have their default. */
function settingsOf(overrides: Partial<SessionSettings>): SessionSettings {
  const keys = Object.keys(defaultSessionSettings)
  return {
    ...defaultSessionSettings,
    ...Object.fromEntries(Object.entries(overrides).filter(([key]) => keys.includes(key))),
  }
}

/** All runs of the server, read without a request. */
async function runsOf(app: App): Promise<readonly { id: number; test_name: string; status: string }[]> {
  const { runs = [] } = (await app.dump()) as { runs?: { id: number; test_name: string; status: string }[] }
  return runs
}

/** Test id → verdict, and the exit code. */
export function verdictsOf({ tests, exit }: Summary) {
  return {
    ...Object.fromEntries(tests.map(({ test, verdict }) => [test.id, verdict])),
    exit: exit.code,
  }
}
