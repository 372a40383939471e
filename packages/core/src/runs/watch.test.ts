import { expect, test } from 'vitest'
import { LoaderoClient } from '../client.js'
import type { Fetch } from '../http/network.js'
import { jsonResponse, token } from '../../test/service.js'
import { virtualClock } from '../clock/virtual-clock.js'

/** The statuses of each run, with milliseconds from the start. */
interface StatusPlan {
  readonly [id: number]: readonly (readonly [atMs: number, status: string])[]
}

/** A project whose runs change with time and are listed newest first. */
function createProject(plan: StatusPlan, isDown?: () => boolean) {
  const clock = virtualClock()
  const start = clock.now()
  const requests: { at: number; path: string }[] = []
  const now = (id: number) => ({
    id,
    status: plan[id]?.findLast(([atMs]) => atMs <= clock.now() - start)?.[1] ?? 'pending',
  })
  const fetch: Fetch = (url) => {
    const { pathname, searchParams } = new URL(url)
    requests.push({ at: clock.now() - start, path: pathname.replace('/v2/projects/1/', '') })
    if (isDown?.()) return Promise.resolve(jsonResponse(500, {}))
    const single = /runs\/(\d+)\/$/.exec(pathname)
    if (single) return Promise.resolve(jsonResponse(200, { ...now(Number(single[1])), participant_count: 2 }))
    const ids = Object.keys(plan)
      .map(Number)
      .toSorted((a, b) => b - a)
    return Promise.resolve(
      jsonResponse(200, { results: ids.slice(0, Number(searchParams.get('limit'))).map(now) }),
    )
  }
  const client = new LoaderoClient({ projectId: 1, accessToken: token, fetch, clock, rateLimit: Infinity })
  return { client, clock, requests, lists: () => requests.filter(({ path }) => path === 'runs/') }
}

function doneAt(doneMs: number) {
  return [
    [0, 'running'],
    [doneMs, 'done'],
  ] as const
}

test('many runs take one request per poll and per end', async () => {
  const { client, requests, lists } = createProject({
    1: doneAt(12_000),
    2: doneAt(12_000),
    3: doneAt(31_000),
  })
  const watch = client.watch({ intervalMs: 5_000, maxIntervalMs: 5_000 })
  const runs = await Promise.all([1, 2, 3].map((id) => watch.wait(id)))
  expect(runs).toMatchObject([1, 2, 3].map((id) => ({ id, status: 'done', participant_count: 2 })))
  expect(lists().map(({ at }) => at)).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000])
  expect(requests).toHaveLength(8 + 3)
})

test('the time between polls grows until a change', async () => {
  const plan = {
    1: [
      [0, 'pending'],
      [40_000, 'running'],
      [90_000, 'done'],
    ] as const,
  }
  const { client, lists } = createProject(plan)
  const seen: (string | undefined)[] = []
  await client.watch().wait(1, { onChange: ({ status }) => seen.push(status) })
  expect(seen).toEqual(['pending', 'running', 'done'])
  const times = lists().map(({ at }) => at)
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  expect(gaps).toEqual([5_000, 7_500, 11_250, 16_875, 5_000, 7_500, 11_250, 16_875, 25_312.5])
})

test('a run that is not on the page is read on its own', async () => {
  const others = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [index + 2, doneAt(0)]))
  const { client, requests } = createProject({ 1: doneAt(12_000), ...others })
  const watch = client.watch({ maxIntervalMs: 5_000 })
  expect(await watch.wait(1)).toMatchObject({ status: 'done' })
  expect(requests.filter(({ path }) => path === 'runs/1/')).toHaveLength(2)
})

test('an unknown status is live', async () => {
  const { client } = createProject({
    1: [
      [0, 'hibernating'],
      [9_000, 'aborted'],
    ],
  })
  expect(await client.watch().wait(1)).toMatchObject({ status: 'aborted' })
})

test('waits can begin and end independently', async () => {
  const { client, clock } = createProject({ 1: doneAt(20_000), 2: doneAt(30_000) })
  const watch = client.watch()
  const abort = new AbortController()
  const first = watch.wait(1, { signal: abort.signal })
  await clock.sleep(7_000)
  const second = watch.wait(2)
  abort.abort(new Error('enough'))
  await expect(first).rejects.toThrow('enough')
  expect(await second).toMatchObject({ id: 2, status: 'done' })
})

test('polls stop without waits and can start again', async () => {
  const { client, clock, lists } = createProject({ 1: doneAt(20_000) })
  const watch = client.watch()
  const abort = new AbortController()
  const waiting = watch.wait(1, { signal: abort.signal, onChange: () => abort.abort(new Error('enough')) })
  await expect(waiting).rejects.toThrow('enough')
  await clock.sleep(60_000)
  expect(lists()).toHaveLength(1)
  expect(await watch.wait(1)).toMatchObject({ status: 'done' })
})

test('a failed list rejects all waits', async () => {
  const { client } = createProject({ 1: doneAt(1), 2: doneAt(1) }, () => true)
  const watch = client.watch()
  const waiting = [watch.wait(1), watch.wait(2)]
  for (const one of waiting) await expect(one).rejects.toThrow('500')
})

test('a wait can begin while the last one ends', async () => {
  const { client, clock } = createProject({ 1: doneAt(20_000), 2: doneAt(20_000) })
  const watch = client.watch()
  const abort = new AbortController()
  const first = watch.wait(1, { signal: abort.signal })
  await clock.sleep(1_000)
  abort.abort(new Error('enough'))
  const second = watch.wait(2)
  await expect(first).rejects.toThrow('enough')
  expect(await second).toMatchObject({ id: 2, status: 'done' })
})

test('an error in a callback rejects its own wait only', async () => {
  const { client } = createProject({ 1: doneAt(9_000), 2: doneAt(9_000) })
  const watch = client.watch()
  const onChange = () => {
    throw new Error('broken callback')
  }
  const [broken, intact] = [watch.wait(1, { onChange }), watch.wait(2)]
  await expect(broken).rejects.toThrow('broken callback')
  expect(await intact).toMatchObject({ id: 2, status: 'done' })
})

test('errors within errorTimeoutMs are tolerated and reported', async () => {
  let isDown = false
  const { client, clock } = createProject({ 1: doneAt(20_000) }, () => isDown)
  const errors: unknown[] = []
  const watch = client.watch({ errorTimeoutMs: 60_000, onError: (error) => errors.push(error) })
  const run = watch.wait(1)
  await clock.sleep(1_000)
  isDown = true
  await clock.sleep(50_000)
  isDown = false
  expect(await run).toMatchObject({ id: 1, status: 'done' })
  expect(errors.length).toBeGreaterThan(1)
})

test('errors beyond errorTimeoutMs reject the wait', async () => {
  const { client, clock } = createProject({ 1: doneAt(20_000) }, () => true)
  const start = clock.now()
  await expect(client.watch({ errorTimeoutMs: 60_000 }).wait(1)).rejects.toThrow('500')
  expect(clock.now() - start).toBeGreaterThanOrEqual(60_000)
})

test('pauseMs can depend on the poll', async () => {
  const { client, lists } = createProject({ 1: doneAt(25_000), 2: doneAt(5_000) })
  const watch = client.watch({ pauseMs: ({ live }) => live.length * 10_000 })
  await Promise.all([watch.wait(1), watch.wait(2)])
  expect(lists().map(({ at }) => at)).toEqual([0, 20_000, 30_000])
})
