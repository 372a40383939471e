import type { Progress, Reporter } from '@loadero-test/runner'
import { expect, test } from 'vitest'
import { head, spec } from '../support/project.js'
import { createSessionEnvironment, verdictsOf } from '../support/session-environment.js'

/** A test with `count` participants. */
function testOfSize(name: string, count: number) {
  return `test('${name}', { script: script('./script.js'), participants: [{ name: 'p', browser: 'chromeLatest', count: ${count} }] })\n`
}

/** Records the order of the tests and the largest number of participants at the same time. */
function recordSchedule(sizes: Readonly<Record<string, number>>) {
  const live = new Set<string>()
  const order: string[] = []
  let maxParticipants = 0
  const reporter: Reporter = {
    name: 'schedule',
    onTestBegin: ({ id }) => {
      order.push(id)
      live.add(id)
      maxParticipants = Math.max(
        maxParticipants,
        [...live].reduce((sum, name) => sum + (sizes[name] ?? 0), 0),
      )
    },
    onTestEnd: ({ test: { id } }) => void live.delete(id),
  }
  return { reporter, order, maxParticipants: () => maxParticipants }
}

test('large tests start first within the participant limit', async () => {
  const sizes = { huge: 30, big: 8, middle: 5, small: 2, tiny: 1 }
  const { session } = await createSessionEnvironment({
    files: {
      'specs/a.loadero.ts':
        head +
        Object.entries(sizes)
          .map(([name, n]) => testOfSize(name, n))
          .join(''),
    },
    scenario: { default: { durationMs: 60_000 } },
  })
  const { reporter, order, maxParticipants } = recordSchedule({ ...sizes, huge: 10 })
  const notices: string[] = []
  const summary = await session({
    concurrency: 9,
    maxParticipants: 10,
    reporters: [
      reporter,
      {
        name: 'notices',
        onNotice: ({ message, test: of }) => void notices.push(`${of?.id}: ${message}`),
      },
    ],
  })
  expect(verdictsOf(summary)).toEqual({
    huge: 'passed',
    big: 'passed',
    middle: 'passed',
    small: 'passed',
    tiny: 'passed',
    exit: 0,
  })
  // Which of the last two fits first depends on which run was read first.
  expect([...order.slice(0, 3), ...order.slice(3).toSorted()]).toEqual([
    'huge',
    'big',
    'small',
    'middle',
    'tiny',
  ])
  expect(maxParticipants()).toBeLessThanOrEqual(10)
  expect(notices).toEqual(['huge: exceeds a limit of the session, so it runs alone'])
})

test('waiting tests know their position in the queue', async () => {
  const { session, requests, clock } = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': `${head}${[5, 4, 3, 2, 1].map((n) => testOfSize(`t${n}`, n)).join('')}` },
    scenario: { default: { durationMs: 60_000 } },
  })
  const positions: Record<string, number[]> = {}
  const onTestProgress = ({ id }: { id: string }, { phase, position = 0 }: Progress) => {
    if (phase === 'waiting') (positions[id] ??= []).push(position)
  }
  const start = clock.now()
  await session({ concurrency: 1, reporters: [{ name: 'positions', onTestProgress }] })
  expect(positions).toEqual({ t4: [1], t3: [2, 1], t2: [3, 2, 1], t1: [4, 2, 1] })
  const creations = requests.filter(({ line }) => line === 'POST /v2/projects/1/tests/')
  // The first three are applied at once, each other test when it is second in the queue.
  expect(creations.map(({ atMs }) => Math.round((atMs - start) / 60_000))).toEqual([0, 0, 0, 1, 2])
})

test('bail skips the tests that are not launched', async () => {
  const { session, runs } = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': `${head}${[3, 2, 1].map((n) => testOfSize(`t${n}`, n)).join('')}` },
    scenario: { participants: [{ test: 't3', result: 'fail' }] },
  })
  const summary = await session({ concurrency: 1, bail: 1, retries: 1, retryFailed: 1 })
  expect(verdictsOf(summary)).toEqual({ t3: 'failed', t2: 'skipped', t1: 'skipped', exit: 1 })
  expect(summary.tests[1]?.reasons[0]?.message).toBe(
    'not launched: the session stops after 1 failed or errored test',
  )
  expect((await runs()).map(({ test_name: name }) => name)).toEqual(['t3', 't3'])
})

test('a session timeout stops runs and errors the rest', async () => {
  const { session, runs } = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': spec('lasts'), 'specs/b.loadero.ts': spec('never starts') },
    scenario: { default: { durationMs: 280_000 } },
  })
  const summary = await session({ concurrency: 1, timeoutMs: 120_000 })
  expect(verdictsOf(summary)).toEqual({ lasts: 'errored', 'never starts': 'errored', exit: 75 })
  expect(summary.tests.map(({ reasons }) => reasons[0]?.message)).toEqual([
    'the session exceeded its time limit; run 1 was stopped',
    'the session exceeded its time limit before the launch',
  ])
  expect(await runs()).toMatchObject([{ status: 'aborted' }])
})

test('a run past its deadline is stopped and errored', async () => {
  const { session, runs, clock } = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': spec('hangs', "participantTimeout: '60s'") },
    scenario: { runs: [{ holdMs: { 'collecting-results': 86_400_000 } }] },
  })
  const start = clock.now()
  const summary = await session()
  expect(verdictsOf(summary)).toEqual({ hangs: 'errored', exit: 75 })
  expect(summary.tests[0]?.reasons[0]?.message).toBe(
    'the run did not end within 51 min 1 s of its launch; run 1 was stopped',
  )
  expect(await runs()).toMatchObject([{ status: 'aborted' }])
  expect(clock.now() - start).toBeGreaterThanOrEqual(51 * 60_000)
})

test('errors and failures have separate retries', async () => {
  const { session, runs } = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': spec('alpha'), 'specs/b.loadero.ts': spec('beta') },
    scenario: {
      runs: [{ test: 'alpha', status: 'aws-error', at: 'initializing' }],
      participants: [{ test: 'beta', result: 'fail' }],
    },
  })
  const retried: string[] = []
  const { tests, exit } = await session({
    retries: 2,
    reporters: [
      { name: 'retries', onTestRetry: ({ id }, { verdict }) => void retried.push(`${id} ${verdict}`) },
    ],
  })
  expect(
    tests.map(({ verdict, previousAttempts }) => [
      verdict,
      previousAttempts.map((attempt) => attempt.run?.status),
    ]),
  ).toEqual([
    ['errored', ['aws-error', 'aws-error']],
    ['failed', []],
  ])
  expect(retried).toEqual(['alpha errored', 'alpha errored'])
  expect(exit.code).toBe(1)
  expect(await runs()).toHaveLength(4)
})

test('a launch with a lost response creates one run', async () => {
  const launches = { method: 'POST', path: '/projects/*/tests/*/runs/', times: 1 }
  const found = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': spec('alpha') },
    faults: [{ ...launches, effect: { cutAfterBytes: 5 } }],
  })
  const notices: string[] = []
  const reporters = [
    { name: 'notices', onNotice: ({ message }: { message: string }) => void notices.push(message) },
  ]
  expect(verdictsOf(await found.session({ reporters }))).toEqual({ alpha: 'passed', exit: 0 })
  expect(await found.runs()).toHaveLength(1)
  expect(notices).toMatchInlineSnapshot(`
    [
      "the launch response was lost; run 1 is assumed to be the launch",
    ]
  `)
  const lost = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': spec('alpha') },
    faults: [{ ...launches, effect: { cutAfterBytes: 0 } }],
  })
  // It is unknown that the launch never arrived, so it is not sent again.
  expect(verdictsOf(await lost.session())).toEqual({ alpha: 'errored', exit: 75 })
  expect(await lost.runs()).toHaveLength(0)
})

test('a long outage is reported once', async () => {
  const { session, runs } = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': spec('alpha') },
    scenario: { default: { durationMs: 200_000 } },
    faults: [{ path: '/projects/*/runs/', after: 2, times: 30, effect: { status: 500 } }],
  })
  const notices: string[] = []
  const reporters = [
    { name: 'notices', onNotice: ({ message }: { message: string }) => void notices.push(message) },
  ]
  expect(verdictsOf(await session({ reporters }))).toEqual({ alpha: 'passed', exit: 0 })
  expect(notices).toMatchInlineSnapshot(`
    [
      "polling failed; the runs continue and polling is retried: GET projects/1/runs/?order_by=-id&limit=25: 500 Internal server error",
    ]
  `)
  expect(await runs()).toHaveLength(1)
})

test('the events of a session grow linearly with its tests', async () => {
  const eventsOf = async (count: number) => {
    const names = Array.from({ length: count }, (_, index) => testOfSize(`t${index}`, 1))
    const { session } = await createSessionEnvironment({
      files: { 'specs/a.loadero.ts': `${head}${names.join('')}` },
      scenario: { default: { durationMs: 60_000 } },
    })
    let events = 0
    await session({ concurrency: 4, reporters: [{ name: 'events', onTestProgress: () => void events++ }] })
    return events
  }
  const [few, many] = [await eventsOf(20), await eventsOf(80)]
  // Each test waits, is next, is applied, launched, followed and collected.
  expect(few).toBeGreaterThan(20 * 4)
  expect(many / few).toBeLessThan(4.5)
})

test('launches wait for a reporter that is far behind', async () => {
  const names = Array.from({ length: 190 }, (_, index) => testOfSize(`t${index}`, 1))
  const { session } = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': `${head}${names.join('')}` },
  })
  let [emitted, handled, maxBehind] = [0, 0, 0]
  const reporters: readonly Reporter[] = [
    { name: 'quick', onTestProgress: () => void (maxBehind = Math.max(maxBehind, ++emitted - handled)) },
    {
      name: 'slow',
      onTestProgress: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        handled++
      },
    },
  ]
  const { tests } = await session({ concurrency: 2, reporters })
  expect(tests).toHaveLength(190)
  expect(handled).toBe(emitted)
  expect(handled).toBeGreaterThan(1_150)
  expect(maxBehind).toBeLessThan(1_100)
})
