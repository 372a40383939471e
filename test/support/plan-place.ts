import { type Fetch, LoaderoClient, systemClock } from '@loadero-test/core'
import { type AppOptions, createApp, scriptedEngine } from '@loadero-test/server'
import type { PlanOptions, TestCase } from '@loadero-test/runner'
import { applyPlan } from '../../packages/runner/src/plan/apply.js'
import { planAll } from '../../packages/runner/src/plan/plan-all.js'
import { countWrites, type TestPlan } from '../../packages/runner/src/plan/plan-test.js'
import { planOptions } from './plan-options.js'

/** A Loadero in this process, its requests, and specs that are planned and pushed to it as a session does. */
export function planPlace(assumptions: AppOptions['assumptions'] = {}) {
  const clock = systemClock
  const app = createApp({
    clock,
    engine: scriptedEngine({ clock }),
    accessToken: 'x',
    ...(assumptions && { assumptions }),
  })
  const requests: string[] = []
  const connect = (through: (send: Fetch) => Fetch = (send) => send) =>
    new LoaderoClient({
      projectId: 1,
      accessToken: 'x',
      apiBase: 'http://loadero.test/v2/',
      fetch: through((url, init) => {
        requests.push(`${init.method} ${new URL(url).pathname.replace('/v2/projects/1', '')}`)
        return app(url, init)
      }),
      clock,
      rateLimit: Infinity,
      retry: { attempts: 1 },
    })
  const client = connect()

  const plan = async (tests: readonly TestCase[], options: Partial<PlanOptions> = {}, through = client) => {
    const declared = tests.map(({ id, location, spec }) => ({
      id,
      file: location.file,
      ...(spec.id !== undefined && { remoteId: spec.id }),
    }))
    return (await planAll({ tests, declared }, through, { ...planOptions, ...options })).tests
  }
  /** @throws what keeps a test from being planned */
  const plansOf = async (...given: Parameters<typeof plan>): Promise<readonly TestPlan[]> =>
    (await plan(...given)).map(({ plan: one, error }) => {
      if (one === undefined) throw error
      return one
    })
  const push = async (...given: Parameters<typeof plan>) => {
    const [, , through = client] = given
    return Promise.all((await plansOf(...given)).map((one) => applyPlan(one, through)))
  }
  const writes = async (...given: Parameters<typeof plan>) =>
    (await plansOf(...given)).reduce((sum, one) => sum + countWrites(one), 0)

  return { app, client, connect, requests, plan, plansOf, push, writes, close: () => app.close() }
}

export function isWrite(request: string): boolean {
  return !request.startsWith('GET ')
}
