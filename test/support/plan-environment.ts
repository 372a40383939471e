import { type Fetch, LoaderoClient, systemClock } from '@loadero-test/core'
import { type AppOptions, createApp, scriptedEngine } from '@loadero-test/server'
import type { PlanOptions, SpecTest } from '@loadero-test/runner'
import { applyPlan } from '../../packages/runner/src/plan/apply.js'
import { planAll } from '../../packages/runner/src/plan/plan-all.js'
import type { Repository } from '../../packages/runner/src/model/wire/repository.js'
import { countWrites, type TestPlan } from '../../packages/runner/src/plan/plan-test.js'
import { planOptions } from './plan-options.js'

/** A local Loadero in this process that records requests, and functions that plan and push specs as a session does. */
export function createPlanEnvironment(assumptions: AppOptions['assumptions'] = {}) {
  const clock = systemClock
  const app = createApp({
    clock,
    engine: scriptedEngine({ clock }),
    accessToken: 'x',
    ...(assumptions && { assumptions }),
  })
  const requests: string[] = []
  const connect = (wrapFetch: (send: Fetch) => Fetch = (send) => send) =>
    new LoaderoClient({
      projectId: 1,
      accessToken: 'x',
      apiBase: 'http://loadero.test/v2/',
      fetch: wrapFetch((url, init) => {
        requests.push(`${init.method} ${new URL(url).pathname.replace('/v2/projects/1', '')}`)
        return app(url, init)
      }),
      clock,
      rateLimit: Infinity,
      retry: { attempts: 1 },
    })
  const client = connect()

  const plan = async (
    tests: readonly SpecTest[],
    { repository, root = '', ...options }: Partial<PlanOptions & Repository> = {},
    apiClient = client,
  ) => {
    const place = { root, ...(repository !== undefined && { repository }) }
    const declared = tests.map(({ id, location, spec }) => ({
      id,
      file: location.file,
      ...(spec.id !== undefined && { remoteId: spec.id }),
    }))
    return (await planAll({ tests, declared, repository: place }, apiClient, { ...planOptions, ...options }))
      .tests
  }
  /** @throws the error of the first test that cannot be planned */
  const plansOf = async (...args: Parameters<typeof plan>): Promise<readonly TestPlan[]> =>
    (await plan(...args)).map(({ plan: one, error }) => {
      if (one === undefined) throw error
      return one
    })
  const push = async (...args: Parameters<typeof plan>) => {
    const [, , apiClient = client] = args
    return Promise.all((await plansOf(...args)).map((one) => applyPlan(one, apiClient)))
  }
  const writes = async (...args: Parameters<typeof plan>) =>
    (await plansOf(...args)).reduce((sum, one) => sum + countWrites(one), 0)

  return { app, client, connect, requests, plan, plansOf, push, writes, close: () => app.close() }
}

export function isWrite(request: string): boolean {
  return !request.startsWith('GET ')
}
