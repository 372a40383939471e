import { expect, test } from 'vitest'
import { jsonResponse, rejectionOf, createTestService } from '../../test/service.js'
import { WaitTimeoutError } from './wait.js'

function statuses(...list: string[]) {
  return list.map((status) => jsonResponse(200, { id: 1, status }))
}

test('a wait ends with a final status, not an unknown one', async () => {
  const { client, clock } = createTestService(
    ...statuses('pending', 'running', 'running', 'something-new', 'done'),
  )
  const start = clock.now()
  const seen: (string | undefined)[] = []
  const run = await client.run(1).wait({ intervalMs: 10_000, onChange: ({ status }) => seen.push(status) })
  expect(run.status).toBe('done')
  expect(seen).toEqual(['pending', 'running', 'something-new', 'done'])
  expect(clock.now() - start).toBe(40_000)
})

test('a timeout follows one last poll', async () => {
  const { client, clock } = createTestService(...statuses('pending', 'running', 'running'))
  const start = clock.now()
  const error = await rejectionOf(client.run(1).wait({ intervalMs: 10_000, timeoutMs: 15_000 }))
  expect(error).toBeInstanceOf(WaitTimeoutError)
  expect(error).toMatchObject({ message: 'run 1 is still running after 15 s', run: { id: 1 } })
  expect(clock.now() - start).toBe(15_000)
})

test('a run that ends at the limit is not a timeout', async () => {
  const { client } = createTestService(...statuses('running', 'done'))
  expect(await client.run(1).wait({ intervalMs: 60_000, timeoutMs: 15_000 })).toMatchObject({
    status: 'done',
  })
})

test('an abort ends the wait with its own reason', async () => {
  const abort = new AbortController()
  const { client } = createTestService(...statuses('running', 'running'))
  const waiting = client
    .run(1)
    .wait({ signal: abort.signal, onChange: () => abort.abort(new Error('enough')) })
  await expect(waiting).rejects.toThrow('enough')
})
