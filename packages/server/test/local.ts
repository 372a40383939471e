import { isLive, type Result, type Run } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { onTestFinished } from 'vitest'
import { type AppOptions, createApp } from '../src/app.js'
import type { Scenario } from '../src/engines/scenario.js'
import { scriptedEngine } from '../src/engines/scripted-engine.js'

export interface LocalResponse<T> {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: T
}

export type LocalServer = ReturnType<typeof createLocalServer>

export const testBody = {
  name: 'A call',
  script: 'client => client.url("https://example.com")',
  start_interval: 10,
  participant_timeout: 60,
  mode: 'performance',
  increment_strategy: 'linear',
}
export const participantBody = { name: 'caller', count: 1, browser: 'chromeLatest' }

/** An app for one test, in virtual time, with functions that send requests to it. */
export function createLocalServer(scenario: Scenario = {}, options: Partial<AppOptions> = {}) {
  const { clock = virtualClock() } = options
  const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }), ...options })
  onTestFinished(() => app.close())

  /** Sends a request to a path below `/v2`. */
  const send = async <T>(method: string, path: string, init: RequestInit = {}): Promise<LocalResponse<T>> => {
    const headers = { authorization: 'LoaderoAuth any', ...(init.headers as Record<string, string>) }
    const url = `http://loadero.test/v2${path}`
    const response = await clock.during(() => app(url, { ...init, method, headers }))
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson ? JSON.parse(text) : null) as T,
    }
  }
  /** Sends a JSON request to a path below the project. */
  const request = <T>(method: string, path: string, body?: unknown) =>
    send<T>(method, `/projects/1${path}`, body === undefined ? {} : { body: JSON.stringify(body) })
  const create = async <T extends object>(path: string, body: object) =>
    (await request<T & { id: number }>('POST', path, body)).body
  const launch = async (testId: number) => (await request<Run>('POST', `/tests/${testId}/runs/`)).body
  const read = async (runId: number) => (await request<Run>('GET', `/runs/${runId}/`)).body
  /** Reads the run every second until the condition holds. */
  const waitUntil = async (runId: number, holds: (run: Run) => boolean): Promise<Run> => {
    for (;;) {
      const run = await read(runId)
      if (holds(run)) return run
      await clock.sleep(1000)
    }
  }
  const waitForEnd = (runId: number) => waitUntil(runId, ({ status }) => !isLive(status))
  const results = async (runId: number): Promise<Result[]> => {
    const { body } = await request<{ results: Result[] }>('GET', `/runs/${runId}/results/`)
    const single = ({ id }: Result) => request<Result>('GET', `/runs/${runId}/results/${id}/`)
    return Promise.all(body.results.map(async (result) => (await single(result)).body))
  }
  return { app, clock, send, request, create, launch, read, waitUntil, waitForEnd, results }
}
