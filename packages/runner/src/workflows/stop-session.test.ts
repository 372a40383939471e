import { LoaderoClient } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { expect, test } from 'vitest'
import type { JournaledSession } from '../journal/read.js'
import { stopSession } from './stop-session.js'

/** Responses by path. */
type Responses = Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>

const session: Pick<JournaledSession, 'runs' | 'tests'> = {
  runs: new Map([
    [1, { test: 'ended', testId: 11, status: 'running' }],
    [2, { test: 'deleted', testId: 12, status: 'running' }],
    [3, { test: 'unreadable', testId: 13, status: 'running' }],
  ]),
  tests: [4, 5].map((id) => ({
    test: {
      id: `unconfirmed ${id}`,
      title: '',
      location: { file: 'a.loadero.ts', line: 1 },
      tags: [],
      specHash: '',
      scriptHash: '',
    },
    previousAttempts: [],
    resumed: { kind: 'launching', known: [], sinceMs: 0, testId: id },
  })),
}

async function stop(responses: Responses) {
  const clock = virtualClock()
  const client = new LoaderoClient({
    accessToken: 'token',
    projectId: 7,
    clock,
    retry: { attempts: 1 },
    fetch: (url) => {
      const path = new URL(url).pathname.replace(/^.*\/projects\/7/, '')
      const { status = 200, body } = responses[path] ?? { status: 404, body: { message: 'not found' } }
      return Promise.resolve(Response.json(body, { status }))
    },
  })
  return stopSession(session, { client, clock })
}

const ended = { body: { id: 1, test_id: 11, status: 'done' } }
const refused = { status: 400, body: { message: 'bad request' } }

test('a run that cannot be read does not hide the others', async () => {
  const stopped = await stop({
    '/runs/1/': ended,
    '/runs/3/': refused,
    '/tests/5/runs/': refused,
  })
  expect(
    stopped.map(({ test: name, over, note }) => `${name}, ${over ? 'over' : 'open'}: ${note}`).join('\n'),
  ).toMatchInlineSnapshot(`
    "ended, over: run 1 had already ended as done
    deleted, over: run 2 was deleted at Loadero
    unreadable, open: run 3 cannot be read: GET projects/7/runs/3/: 400 without a message; a run may still be active
    unconfirmed 4, over: test 4 was deleted at Loadero
    unconfirmed 5, open: test 5 cannot be read: GET projects/7/tests/5/runs/?order_by=-id&limit=25: 400 without a message; a run may still be active"
  `)
})

test('a refused token stops the command', async () => {
  await expect(stop({ '/runs/1/': ended, '/runs/3/': { status: 401, body: {} } })).rejects.toThrow(
    expect.objectContaining({ name: 'AuthenticationError' }),
  )
})
