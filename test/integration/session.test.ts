import { type Fetch, LoaderoClient } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { defaultSessionSettings, InterruptedError, runSession } from '@loadero-test/runner'
import { createApp, scriptedEngine } from '@loadero-test/server'
import { expect, inject, onTestFinished, test } from 'vitest'
import { createProject, spec } from '../support/project.js'

test('an interrupt during a lost launch reports the run', async () => {
  const clock = virtualClock()
  const interrupt = new AbortController()
  const app = createApp({ clock, engine: scriptedEngine({ clock }), accessToken: 'x' })
  onTestFinished(() => app.close())
  // The request never reaches the server, but the client cannot know that.
  const fetch: Fetch = (url, init) => {
    if (init.method !== 'POST' || !url.endsWith('/runs/')) return app(url, init)
    interrupt.abort(new InterruptedError('SIGINT'))
    return Promise.reject(new TypeError('fetch failed', { cause: new Error('socket hang up') }))
  }
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha') })
  const alias = { 'loadero-test': inject('specModule') }
  const { tests, interruptedBy } = await runSession(
    {
      sessionId: 's',
      find: { root, filters: [], alias, loadTimeoutMs: 120_000, allowOnly: true },
      settings: { ...defaultSessionSettings, concurrency: 1 },
      version: '1',
      pollIntervalMs: 1_000,
      outputDir: root,
      artifacts: 'failed',
      simulated: true,
      environment: {},
    },
    {
      connect: () =>
        Promise.resolve(
          new LoaderoClient({
            projectId: 1,
            accessToken: 'x',
            apiBase: 'http://loadero.test/v2/',
            fetch,
            clock,
            rateLimit: Infinity,
          }),
        ),
      clock,
      reporters: [],
      signal: interrupt.signal,
    },
  )
  expect(interruptedBy).toBe('SIGINT')
  expect(tests.map(({ verdict }) => verdict)).toEqual(['errored'])
  expect(tests[0]?.reasons.map(({ message }) => message)).toMatchInlineSnapshot(`
    [
      "POST projects/1/tests/1/runs/: a run may have started: POST projects/1/tests/1/runs/: no response: socket hang up; no new run appeared within 5 s; the launch is not sent again",
    ]
  `)
})
